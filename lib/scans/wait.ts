import type { Db } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { getScan, hasEnded, type ScanView } from "@/lib/scans/get"

const POLL_MS = 150

/**
 * Waits for a scan to end.
 * @throws AppError with the contract's status for a scan that failed as a whole, and `timeout` where it has not ended in
 * `timeoutSeconds`; the scan itself goes on.
 */
export async function waitForScan(db: Db, scanId: string, timeoutSeconds: number): Promise<ScanView> {
  const deadline = Date.now() + timeoutSeconds * 1000
  let scan = await getScan(db, scanId)
  while (!hasEnded(scan)) {
    if (Date.now() >= deadline) {
      const message = `Request timeout: the scan has not ended within ${timeoutSeconds} seconds. It goes on in the background; ask GET /api/aws/scans/${scanId}.`
      throw new AppError("timeout", message, { scanId })
    }
    await new Promise((done) => setTimeout(done, POLL_MS))
    scan = await getScan(db, scanId)
  }
  throwIfFailed(scan)
  return scan
}

function throwIfFailed(scan: ScanView): void {
  if (scan.state === "cancelled") throw new AppError("conflict", "The scan was cancelled.", { scanId: scan.scan_id })
  if (!scan.failure) return
  const { at, code, message } = scan.failure
  const extra = { scanId: scan.scan_id }
  if (at === "refused") throw new AppError("aws_refused", `Failed to connect to AWS: ${code}. ${message}`, extra)
  if (at === "unreachable") throw new AppError("aws_failed", `Failed to connect to AWS: ${message}`, extra)
  if (at === "denied")
    throw new AppError("aws_denied", `Failed to scan AWS resources: AccessDenied. ${denials(scan)}`, extra)
  throw new AppError("aws_failed", `Failed to scan AWS resources: ${message}`, extra)
}

function denials(scan: ScanView): string {
  const actions = new Set(scan.slices.flatMap((slice) => slice.error?.missing_permission ?? []))
  return `This identity may not call ${[...actions].join(", ")}.`
}
