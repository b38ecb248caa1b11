import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { AppError } from "@/lib/errors"
import { followScan } from "@/lib/scans/read/follow"
import { toScanJson } from "@/lib/scans/read/outcome"

/** Proxies close connections that stay silent. */
const KEEP_ALIVE_MS = 15_000
/** A limit for the process: with more watchers, connections would run out before anything else does. */
const MOST_WATCHERS = 1_000
const COME_BACK_SECONDS = 10
let watchers = 0

/**
 * A scan's progress in the wire format of Server-Sent Events (WHATWG HTML). The first `progress` event contains the
 * whole scan; each later one contains the scan with the slices that changed since then. `end` follows the last one. If
 * nothing changes for a while, a comment is sent.
 * @throws AppError forbidden; not_found; rate_limited if there are too many watchers.
 */
export async function* watchScan(ctx: Ctx, scanId: string, signal: AbortSignal): AsyncGenerator<string, void> {
  authorise(ctx, "scans.read")
  if (watchers >= MOST_WATCHERS) {
    const extra = { retryAfterSeconds: COME_BACK_SECONDS }
    throw new AppError("rate_limited", "Too many requests: too many clients are watching scans.", extra)
  }
  watchers++
  try {
    for await (const change of followScan(ctx, scanId, signal, KEEP_ALIVE_MS)) {
      if (!change) yield ": still there\n\n"
      else {
        yield `event: progress\ndata: ${JSON.stringify(toScanJson(change))}\n\n`
        if (!isOpenScan(change)) yield "event: end\ndata: {}\n\n"
      }
    }
  } finally {
    watchers--
  }
}
