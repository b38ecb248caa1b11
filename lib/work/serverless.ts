import type { App, Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { findScanRow } from "@/lib/scans/read/get"
import type { ScanSummary } from "@/lib/scans/read/view"
import { waitForScan } from "@/lib/scans/read/wait"
import { keepHouse } from "@/lib/work/housekeeping"

/** How long one call of a serverless function may take: the routes' `maxDuration`. */
export const SERVERLESS_SECONDS = 300
/** What such a call keeps of its time, to answer and to hand back what is running. */
const RESERVE_MS = 15_000
const POLL_MS = 300
/** A job that had this part of the call's time would not end in the next call either. */
const WHOLE_CALL = 0.9

/**
 * Waits for a started scan. On a host without a long-lived worker, this request works on it meanwhile.
 * @throws AppError as {@link waitForScan} does.
 */
export async function runScan(ctx: Ctx, scanId: string, gone?: AbortSignal): Promise<ScanSummary> {
  const { isServerless, scanTimeoutSeconds } = ctx.config
  // The answer must come before the platform ends the call.
  const most = isServerless ? SERVERLESS_SECONDS - RESERVE_MS / 1000 : scanTimeoutSeconds
  const seconds = Math.min(scanTimeoutSeconds, most)
  const [scan] = await Promise.all([waitForScan(ctx, scanId, seconds, gone), workHere(ctx, scanId, seconds)])
  return scan
}

/** Works on the queue within this request, where no worker runs elsewhere, until the scan has ended or the time is up. */
export async function workHere(app: App, scanId: string, seconds: number): Promise<void> {
  if (!app.config.isServerless) return
  const hasEnded = async () => {
    const scan = await findScanRow(app.db, scanId)
    return !scan || !isOpenScan(scan)
  }
  await workUntil(app, seconds, hasEnded)
}

/** Works on the queue for `seconds`, less a reserve to answer in, or until `isDone`. */
export async function workUntil(app: App, seconds: number, isDone: () => Promise<boolean>): Promise<void> {
  await keepHouse(app)
  await drainQueue(app, Date.now() + seconds * 1000 - RESERVE_MS, isDone)
}

/**
 * Works until the queue is empty or `deadline` (epoch milliseconds) is near, for hosts without a long-lived process.
 * What is running then is handed back. A job that had the whole time is told so: it would never end here.
 */
export async function drainQueue(
  app: App,
  deadline: number,
  isDone: () => Promise<boolean>,
  concurrency = app.config.workerConcurrency,
): Promise<void> {
  const startedAt = Date.now()
  const { startWorker } = await import("@/lib/work/work")
  const worker = await startWorker(app, concurrency)
  try {
    while (Date.now() < deadline && !(await isDone())) await new Promise((done) => setTimeout(done, POLL_MS))
  } finally {
    const seconds = (deadline - startedAt) / 1000
    const isOver = Date.now() >= deadline
    await worker.stop((job) =>
      isOver && deadline - job.startedAt >= WHOLE_CALL * (deadline - startedAt)
        ? { kind: "out of time", seconds }
        : { kind: "stopping" },
    )
  }
}
