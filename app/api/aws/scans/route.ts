import { z } from "zod"
import { listScans } from "@/lib/scans/get"
import { toScanJson } from "@/lib/scans/outcome"
import { parse, route } from "@/lib/web/route"

export const maxDuration = 30

const querySchema = z.object({
  limit: z.coerce
    .number("limit must be a whole number from 1 to 200.")
    .int("limit must be a whole number.")
    .min(1, "limit must be 1 or more.")
    .max(200, "limit must be 200 or less.")
    .default(50),
  before: z.uuid("before must be a scan's id.").optional(),
})

export const GET = route({ scope: "read" }, async ({ request, db }) => {
  const query = parse(querySchema, Object.fromEntries(new URL(request.url).searchParams))
  const scans = await listScans(db, query.limit, query.before)
  return Response.json({ scans: scans.map(toScanJson) })
})
