import { createConnection, listConnections } from "@/lib/connections/connections"
import { newConnectionSchema } from "@/lib/connections/schemas"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ permission: "connections.read" }, async ({ ctx }) =>
  Response.json({ connections: await listConnections(ctx) }),
)

export const POST = route({ permission: "connections.manage" }, async ({ request, ctx }) => {
  const connection = await createConnection(ctx, await readJson(request, newConnectionSchema))
  const headers = { location: `/api/aws/connections/${connection.id}` }
  return Response.json(connection, { status: 201, headers })
})
