import { after } from "next/server"
import { scanConnection } from "@/lib/connections/scan"
import { connectionScanSchema } from "@/lib/connections/schemas"
import { readOptionalJson, route } from "@/lib/web/route"
import { workHere } from "@/lib/work/serverless"

export const maxDuration = 300

export const POST = route<{ id: string }>(
  { permission: "connections.use", rate: { name: "scan", limit: 60 } },
  async ({ request, ctx, params }) => {
    const scanId = await scanConnection(ctx, params.id, await readOptionalJson(request, connectionScanSchema))
    after(() => workHere(ctx, scanId))
    const message = "AWS scan started in background. Resources will be imported automatically."
    const headers = { location: `/api/aws/scans/${scanId}` }
    return Response.json({ status: "started", message, scan_id: scanId }, { status: 202, headers })
  },
)
