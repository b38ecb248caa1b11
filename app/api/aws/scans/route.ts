import { z } from "zod"
import { listScans } from "@/lib/scans/read/list"
import { toScanJson } from "@/lib/scans/read/outcome"
import { scanFilterSchema } from "@/lib/scans/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

const querySchema = scanFilterSchema.extend({
  limit: z.coerce
    .number("limit must be a whole number from 1 to 200.")
    .int("limit must be a whole number.")
    .min(1, "limit must be 1 or more.")
    .max(200, "limit must be 200 or less.")
    .default(50),
})

export const GET = route({ permission: "scans.read" }, async ({ request, ctx }) => {
  const { limit, ...filter } = parse(querySchema, Object.fromEntries(new URL(request.url).searchParams))
  const scans = await listScans(ctx, limit, filter)
  return Response.json({ scans: scans.map(toScanJson) })
})
