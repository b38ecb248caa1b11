import { createView, listViews } from "@/lib/inventory/saved-views/saved-views"
import { newViewSchema } from "@/lib/inventory/saved-views/schema"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route({ permission: "inventory.read" }, async ({ ctx }) =>
  Response.json({ views: await listViews(ctx) }),
)

export const POST = route({ permission: "views.save" }, async ({ request, ctx }) => {
  const view = await createView(ctx, await readJson(request, newViewSchema))
  return Response.json(view, { status: 201, headers: { location: `/api/aws/views/${view.id}` } })
})
