import { getScan } from "@/lib/scans/read/get"
import { watchScan } from "@/lib/scans/read/watch"
import { route } from "@/lib/web/route"

export const maxDuration = 300

const headers = {
  "content-type": "text/event-stream",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
}

/** Without this, Next would answer HEAD by running GET, and the stream would never end. */
export const HEAD = route<{ scanId: string }>({ permission: "scans.read" }, async ({ ctx, params }) => {
  await getScan(ctx, params.scanId)
  return new Response(null, { headers })
})

/** The scan's progress as Server-Sent Events: one `progress` event for each change, then `end`. */
export const GET = route<{ scanId: string }>({ permission: "scans.read" }, async ({ request, ctx, params }) => {
  const left = new AbortController()
  const events = watchScan(ctx, params.scanId, AbortSignal.any([request.signal, left.signal]))
  // Read the first event before answering, so that a scan that does not exist is a 404.
  let next = await events.next()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close()
      controller.enqueue(encoder.encode(next.value))
      next = await events.next()
    },
    async cancel() {
      left.abort()
      await events.return()
    },
  })
  return new Response(body, { headers })
})
