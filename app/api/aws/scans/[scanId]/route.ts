import { cancelScan } from "@/lib/scans/cancel"
import { getScan } from "@/lib/scans/read/get"
import { toScanJson } from "@/lib/scans/read/outcome"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route<{ scanId: string }>({ permission: "scans.read" }, async ({ ctx, params }) =>
  Response.json(toScanJson(await getScan(ctx, params.scanId))),
)

export const DELETE = route<{ scanId: string }>({ permission: "scans.cancel" }, async ({ ctx, params }) =>
  Response.json(toScanJson(await cancelScan(ctx, params.scanId))),
)
