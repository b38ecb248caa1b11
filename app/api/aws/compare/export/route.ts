import { Readable } from "node:stream"
import { compareExportSchema, exportComparison } from "@/lib/inventory/export/comparison"
import { fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 300

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const query = parse(compareExportSchema, fromSearchParams(new URL(request.url).searchParams))
  const lines = await exportComparison(ctx, query)
  return new Response(Readable.toWeb(lines) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": query.format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
      "content-disposition": `attachment; filename="${query.kind}-${query.from.slice(0, 10)}-${query.to.slice(0, 10)}.${query.format}"`,
      "cache-control": "no-store, no-transform",
    },
  })
})
