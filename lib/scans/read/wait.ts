import type { Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { AppError } from "@/lib/errors"
import { followScan } from "@/lib/scans/read/follow"
import type { ScanSummary } from "@/lib/scans/read/view"

/**
 * Waits for a scan to end, for the actor who started it.
 * @param gone aborts when nobody waits for the answer any more.
 * @throws AppError with the contract's status if the scan failed as a whole; `timeout` if it has not ended within
 *   `timeoutSeconds`, or nobody waits. The scan itself continues.
 */
export async function waitForScan(
  ctx: Ctx,
  scanId: string,
  timeoutSeconds: number,
  gone?: AbortSignal,
): Promise<ScanSummary> {
  // AbortSignal.timeout inside AbortSignal.any is not safe here: Node 20 may collect it before it fires.
  const controller = new AbortController()
  const stop = () => controller.abort()
  const timer = setTimeout(stop, timeoutSeconds * 1000)
  if (gone?.aborted) stop()
  gone?.addEventListener("abort", stop, { once: true })
  try {
    for await (const scan of followScan(ctx, scanId, controller.signal)) {
      if (!scan || isOpenScan(scan)) continue
      throwIfFailed(scan)
      return scan
    }
  } finally {
    clearTimeout(timer)
    gone?.removeEventListener("abort", stop)
  }
  if (!controller.signal.aborted) {
    const message = `Not authenticated: the token or account is no longer valid. The scan continues in the background.`
    throw new AppError("unauthenticated", message, { scanId })
  }
  const message =
    `Request timeout: the scan has not ended within ${timeoutSeconds} seconds. It continues in the background; ` +
    `see GET /api/aws/scans/${scanId}.`
  throw new AppError("timeout", message, { scanId })
}

function throwIfFailed(scan: ScanSummary): void {
  const extra = { scanId: scan.scan_id }
  if (scan.state === "cancelled") throw new AppError("conflict", "The scan was cancelled.", extra)
  if (!scan.failure) return
  const { at, code, message } = scan.failure
  if (at === "refused") throw new AppError("aws_refused", `Failed to connect to AWS: ${code}. ${message}`, extra)
  if (at === "unreachable") throw new AppError("aws_failed", `Failed to connect to AWS: ${message}`, extra)
  if (at === "denied") {
    throw new AppError("aws_denied", `Failed to scan AWS resources: AccessDenied. ${denials(scan)}`, extra)
  }
  throw new AppError("aws_failed", `Failed to scan AWS resources: ${message}`, extra)
}

function denials({ slice_errors }: ScanSummary): string {
  const actions = new Set(slice_errors.flatMap((error) => error.missing_permission ?? []))
  if (actions.size === 0) return "A policy of the account or the organisation denies these calls to this identity."
  return `This identity may not call ${[...actions].join(", ")}.`
}
