import { getDiscovery } from "@/lib/connections/organisation/organisation"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route<{ id: string }>({ permission: "connections.read" }, async ({ ctx, params }) =>
  Response.json(await getDiscovery(ctx, params.id)),
)
