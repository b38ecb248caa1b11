import { cancelScan } from "@/lib/scans/cancel"
import { getScan } from "@/lib/scans/get"
import { toScanJson } from "@/lib/scans/outcome"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route<{ scanId: string }>({ scope: "read" }, async ({ db, params }) =>
  Response.json(toScanJson(await getScan(db, params.scanId))),
)

export const DELETE = route<{ scanId: string }>({ scope: "scan" }, async ({ db, params }) => {
  const { scan_id } = await getScan(db, params.scanId)
  await cancelScan(db, scan_id)
  return Response.json(toScanJson(await getScan(db, scan_id)))
})
