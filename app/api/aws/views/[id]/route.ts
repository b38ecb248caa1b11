import { changeView, deleteView, getView } from "@/lib/inventory/saved-views/saved-views"
import { changeViewSchema } from "@/lib/inventory/saved-views/schema"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route<{ id: string }>({ permission: "inventory.read" }, async ({ ctx, params }) =>
  Response.json(await getView(ctx, params.id)),
)

export const PATCH = route<{ id: string }>({ permission: "views.save" }, async ({ request, ctx, params }) =>
  Response.json(await changeView(ctx, params.id, await readJson(request, changeViewSchema))),
)

export const DELETE = route<{ id: string }>({ permission: "views.save" }, async ({ ctx, params }) => {
  await deleteView(ctx, params.id)
  return new Response(null, { status: 204 })
})
