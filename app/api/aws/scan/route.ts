import { readEnv } from "@/lib/env"
import { toOutcome } from "@/lib/scans/outcome"
import { runScan } from "@/lib/scans/run-scan"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 300

export const POST = route({ scope: "scan", rate: { name: "scan", limit: 60 } }, async ({ request, db, actor }) => {
  const scanId = await startScan(db, actor.name, await readJson(request, scanRequestSchema))
  const scan = await runScan(db, scanId, readEnv().SCAN_TIMEOUT_SECONDS)
  return Response.json({ ...toOutcome(scan), scan_id: scanId })
})
