import type { Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { followScan } from "@/lib/scans/read/follow"
import { toScanJson } from "@/lib/scans/read/outcome"

/** Proxies cut connections that stay silent. */
const KEEP_ALIVE_MS = 15_000

/**
 * A scan's progress in the wire format of Server-Sent Events (WHATWG HTML). The first `progress` event holds the whole
 * scan, each later one the scan with the slices that changed since. `end` follows the last one. A comment is sent when
 * nothing changed for a while.
 * @throws AppError as {@link followScan} does.
 */
export async function* watchScan(ctx: Ctx, scanId: string, signal: AbortSignal): AsyncGenerator<string, void> {
  for await (const change of followScan(ctx, scanId, signal, KEEP_ALIVE_MS)) {
    if (!change) yield ": still there\n\n"
    else {
      yield `event: progress\ndata: ${JSON.stringify(toScanJson(change))}\n\n`
      if (!isOpenScan(change)) yield "event: end\ndata: {}\n\n"
    }
  }
}
