import type { App, Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { describeError } from "@/lib/errors"
import { hasWork } from "@/lib/jobs/enqueue"
import { findScanRow } from "@/lib/scans/read/get"
import type { ScanSummary } from "@/lib/scans/read/view"
import { waitForScan } from "@/lib/scans/read/wait"
import { keepHouse } from "@/lib/work/housekeeping"
import { deliver, tick, tickRegularly } from "@/lib/work/tick"

/** How long one call of a serverless function may take, as in the routes' `maxDuration`. */
export const SERVERLESS_SECONDS = 300
/** The part of that time that is kept for the answer, and for handing back what is running. */
const RESERVE_MS = 15_000
const POLL_MS = 300
/** A job that had this part of the call's time would not end in another call either. */
const WHOLE_CALL = 0.9

/**
 * Waits for a started scan. On a host without a long-lived worker, this request also works on it.
 * @throws AppError as {@link waitForScan} does.
 */
export async function runScan(ctx: Ctx, scanId: string, gone?: AbortSignal): Promise<ScanSummary> {
  const { isServerless, scanTimeoutSeconds } = ctx.config
  // The answer must come before the platform ends the call.
  const most = isServerless ? SERVERLESS_SECONDS - RESERVE_MS / 1000 : scanTimeoutSeconds
  const seconds = Math.min(scanTimeoutSeconds, most)
  let hasAnswered = false
  // The work ends before the wait does, so that a slice which needs more than a call is found out, and answered.
  const working = workHere(ctx, scanId, () => hasAnswered, most).catch((error: unknown) =>
    console.error(`The request could not work: ${describeError(error)}`),
  )
  try {
    return await waitForScan(ctx, scanId, seconds, gone)
  } finally {
    // The platform stops the process with the answer, so all work is at rest before it.
    hasAnswered = true
    await working
  }
}

/**
 * If no worker runs elsewhere, works on the queue within this request, until the scan has ended or the time is over.
 */
export async function workHere(
  app: App,
  scanId: string,
  isEnough = () => false,
  seconds = SERVERLESS_SECONDS,
): Promise<void> {
  if (!app.config.isServerless) return
  const hasEnded = async () => {
    if (isEnough()) return true
    const scan = await findScanRow(app.db, scanId)
    return !scan || !isOpenScan(scan)
  }
  await workUntil(app, seconds, hasEnded)
}

/**
 * For the cron route, whose answer nobody waits for: starts what is due, works on the queue until nothing is left to do,
 * settles what has ended, and sends the messages.
 */
export async function workUntilIdle(app: App, seconds: number, isDone: () => Promise<boolean>): Promise<void> {
  await tick(app)
  const stopTicking = tickRegularly(app)
  try {
    await workUntil(app, seconds - RESERVE_MS / 1000, async () => (await isDone()) && !(await hasWork(app.db)))
  } finally {
    await stopTicking()
  }
  await tick(app)
  await deliver(app)
}

/** Works on the queue after an answer, on a host without a long-lived worker. */
export async function workAfterwards(app: App): Promise<void> {
  if (app.config.isServerless) await workUntil(app, SERVERLESS_SECONDS, async () => !(await hasWork(app.db)))
}

/** Works on the queue until `isDone`, or for `seconds` minus the time that is kept for the answer. */
export async function workUntil(app: App, seconds: number, isDone: () => Promise<boolean>): Promise<void> {
  await keepHouse(app)
  await drainQueue(app, Date.now() + seconds * 1000 - RESERVE_MS, isDone)
}

/**
 * Works on the queue until `isDone` or `deadline` (epoch milliseconds), for hosts without a long-lived process. What is
 * running then is handed back. A job that had nearly all of the time is stopped as `out of time`, since it would never
 * end here.
 */
export async function drainQueue(
  app: App,
  deadline: number,
  isDone: () => Promise<boolean>,
  // More would share the pages that are read at once, and each would seem to need the whole call.
  jobsAtOnce = app.config.workerConcurrency,
): Promise<void> {
  const startedAt = Date.now()
  const { startWorker } = await import("@/lib/work/work")
  const worker = await startWorker(app, jobsAtOnce)
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
