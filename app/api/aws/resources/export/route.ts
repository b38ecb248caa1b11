import { Readable } from "node:stream"
import { exportResources, exportTypes } from "@/lib/inventory/export/export"
import { type ExportFormat, type ExportRequest, exportSchema } from "@/lib/inventory/export/schema"
import { fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { type RouteContext, readJson, route } from "@/lib/web/route"

export const maxDuration = 300

export const GET = route({ permission: "inventory.read" }, async (context) =>
  send(context, parse(exportSchema, fromSearchParams(new URL(context.request.url).searchParams))),
)

/** The same parameters as JSON: a selection may have more ids than fit into an address. */
export const POST = route({ permission: "inventory.read" }, async (context) =>
  send(context, await readJson(context.request, exportSchema)),
)

/** Next would answer HEAD with GET, and leave the export unread. */
export const HEAD = route({ permission: "inventory.read" }, async ({ request }) => {
  const query = parse(exportSchema, fromSearchParams(new URL(request.url).searchParams))
  return new Response(null, { headers: headersOf(query.format) })
})

async function send({ request, ctx }: RouteContext<unknown>, query: ExportRequest): Promise<Response> {
  const stream = await exportResources(ctx, query, request.signal)
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { headers: headersOf(query.format) })
}

const headersOf = (format: ExportFormat) => ({
  "content-type": exportTypes[format],
  "content-disposition": `attachment; filename="resources-${new Date().toISOString().slice(0, 10)}.${format}"`,
  // Compressed row by row, an export would take ten times as long.
  "cache-control": "no-store, no-transform",
})
