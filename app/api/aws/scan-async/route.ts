import { after } from "next/server"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { readJson, route } from "@/lib/web/route"
import { workHere } from "@/lib/work/serverless"

export const maxDuration = 300

export const POST = route(
  { permission: "scans.start", rate: { name: "scan", limit: 60 } },
  async ({ request, ctx }) => {
    const scanId = await startScan(ctx, await readJson(request, scanRequestSchema))
    // The job is already in the queue and survives a failure of this request.
    after(() => workHere(ctx, scanId))
    const message = "AWS scan started in background. Resources will be imported automatically."
    const headers = { location: `/api/aws/scans/${scanId}` }
    return Response.json({ status: "started", message, scan_id: scanId }, { status: 202, headers })
  },
)
