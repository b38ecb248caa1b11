import { getScan } from "@/lib/scans/get"
import { watchScan } from "@/lib/scans/watch"
import { route } from "@/lib/web/route"

export const maxDuration = 300

/** The scan's progress as Server-Sent Events: one `progress` event a change, then `end`. */
export const GET = route<{ scanId: string }>({ scope: "read" }, async ({ request, db, params }) => {
  const scan = await getScan(db, params.scanId)
  const events = watchScan(db, scan.scan_id, request.signal)
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next()
      if (next.done) return controller.close()
      controller.enqueue(new TextEncoder().encode(next.value))
    },
    cancel: async () => void (await events.return(undefined)),
  })
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  })
})
