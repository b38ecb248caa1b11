import { Readable } from "node:stream"
import { exportResources, exportTypes } from "@/lib/inventory/export/export"
import { exportSchema } from "@/lib/inventory/export/schema"
import { fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 300

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const query = parse(exportSchema, fromSearchParams(new URL(request.url).searchParams))
  const stream = await exportResources(ctx, query, request.signal)
  const day = new Date().toISOString().slice(0, 10)
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": exportTypes[query.format],
      "content-disposition": `attachment; filename="resources-${day}.${query.format}"`,
      // Compressed row by row, an export would take ten times as long.
      "cache-control": "no-store, no-transform",
    },
  })
})
