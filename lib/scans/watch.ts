import type { Db } from "@/lib/db/client"
import { getScan, hasEnded } from "@/lib/scans/get"
import { toScanJson } from "@/lib/scans/outcome"

const POLL_MS = 350
/** Proxies cut connections that stay silent. */
const KEEP_ALIVE_MS = 15_000

/**
 * A scan's progress in the wire format of Server-Sent Events (WHATWG HTML), from now to its end: an event whenever it changed,
 * a comment where it did not for a while. Ends when `signal` aborts.
 */
export async function* watchScan(db: Db, scanId: string, signal: AbortSignal): AsyncGenerator<string, undefined> {
  let last = ""
  let spokeAt = 0
  while (!signal.aborted) {
    const scan = await getScan(db, scanId)
    const data = JSON.stringify(toScanJson(scan))
    if (data !== last) {
      last = data
      spokeAt = Date.now()
      yield `event: progress\ndata: ${data}\n\n`
    } else if (Date.now() - spokeAt > KEEP_ALIVE_MS) {
      spokeAt = Date.now()
      yield ": still there\n\n"
    }
    if (hasEnded(scan)) {
      yield `event: end\ndata: {}\n\n`
      return
    }
    await new Promise((done) => setTimeout(done, POLL_MS))
  }
}
