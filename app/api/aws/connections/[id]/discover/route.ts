import { after } from "next/server"
import { startDiscovery } from "@/lib/connections/organisation/organisation"
import { route } from "@/lib/web/route"
import { workAfterwards } from "@/lib/work/serverless"

export const maxDuration = 300

export const POST = route<{ id: string }>(
  { permission: "connections.use", rate: { name: "discover", limit: 30 } },
  async ({ ctx, params }) => {
    const discoveryId = await startDiscovery(ctx, params.id)
    after(() => workAfterwards(ctx))
    const headers = { location: `/api/aws/discoveries/${discoveryId}` }
    return Response.json({ status: "started", discovery_id: discoveryId }, { status: 202, headers })
  },
)
