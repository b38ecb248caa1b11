import { toOutcome } from "@/lib/scans/read/outcome"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { readJson, route } from "@/lib/web/route"
import { runScan } from "@/lib/work/serverless"

export const maxDuration = 300

export const POST = route(
  { permission: "scans.start", rate: { name: "scan", limit: 60 } },
  async ({ request, ctx }) => {
    const scanId = await startScan(ctx, await readJson(request, scanRequestSchema))
    const scan = await runScan(ctx, scanId, request.signal)
    return Response.json({ ...toOutcome(scan), scan_id: scanId })
  },
)
