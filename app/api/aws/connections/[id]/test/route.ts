import { testSavedConnection } from "@/lib/connections/preflight"
import { route } from "@/lib/web/route"

export const maxDuration = 60

export const POST = route<{ id: string }>(
  { permission: "connections.use", rate: { name: "test-connection", limit: 30 } },
  async ({ ctx, params }) => Response.json(await testSavedConnection(ctx, params.id)),
)
