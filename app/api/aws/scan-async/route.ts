import { after } from "next/server"
import { workHere } from "@/lib/scans/run-scan"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 300

export const POST = route({ scope: "scan", rate: { name: "scan", limit: 60 } }, async ({ request, db, actor }) => {
  const scanId = await startScan(db, actor.name, await readJson(request, scanRequestSchema))
  // The job is in the queue, whatever becomes of this request.
  after(() => workHere(db, scanId, maxDuration))
  const message = "AWS scan started in background. Resources will be imported automatically."
  return Response.json(
    { status: "started", message, scan_id: scanId },
    { status: 202, headers: { location: `/api/aws/scans/${scanId}` } },
  )
})
