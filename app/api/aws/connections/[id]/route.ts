import { changeConnection, getConnection } from "@/lib/connections/connections"
import { deleteConnection } from "@/lib/connections/remove"
import { changeConnectionSchema, deleteConnectionSchema } from "@/lib/connections/schemas"
import { parse } from "@/lib/web/parse"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route<{ id: string }>({ permission: "connections.read" }, async ({ ctx, params }) =>
  Response.json(await getConnection(ctx, params.id)),
)

export const PATCH = route<{ id: string }>({ permission: "connections.manage" }, async ({ request, ctx, params }) =>
  Response.json(await changeConnection(ctx, params.id, await readJson(request, changeConnectionSchema))),
)

export const DELETE = route<{ id: string }>({ permission: "connections.manage" }, async ({ request, ctx, params }) => {
  const { resources } = parse(deleteConnectionSchema, Object.fromEntries(new URL(request.url).searchParams))
  await deleteConnection(ctx, params.id, resources)
  return new Response(null, { status: 204 })
})
