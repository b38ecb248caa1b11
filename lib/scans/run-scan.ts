import type { Db } from "@/lib/db/client"
import { readEnv } from "@/lib/env"
import { getScan, hasEnded, type ScanView } from "@/lib/scans/get"
import { waitForScan } from "@/lib/scans/wait"
import { drainQueue } from "@/lib/scans/work"

/** How long one call of a serverless function may take: the routes' `maxDuration`. */
export const SERVERLESS_SECONDS = 300
/** What a serverless function keeps of its time to answer and to give back what is running. */
const RESERVE_MS = 15_000

/**
 * Waits for a started scan; on a host without a long-lived worker, this request works on it meanwhile.
 * @throws AppError as {@link waitForScan} does.
 */
export async function runScan(db: Db, scanId: string, timeoutSeconds: number): Promise<ScanView> {
  // The answer must come before the platform ends the call.
  const most = readEnv().VERCEL ? SERVERLESS_SECONDS - RESERVE_MS / 1000 : timeoutSeconds
  const seconds = Math.min(timeoutSeconds, most)
  const [scan] = await Promise.all([waitForScan(db, scanId, seconds), workHere(db, scanId, seconds)])
  return scan
}

/** Works on the queue within this request where no worker runs elsewhere, until the scan has ended or the time is up. */
export async function workHere(db: Db, scanId: string, seconds: number): Promise<void> {
  if (!readEnv().VERCEL) return
  await workUntil(db, seconds, async () => hasEnded(await getScan(db, scanId)))
}

/** Works on the queue for `seconds`, less a reserve to answer in, or until `isDone`. */
export function workUntil(db: Db, seconds: number, isDone: () => Promise<boolean>): Promise<void> {
  return drainQueue(db, readEnv().WORKER_CONCURRENCY, Date.now() + seconds * 1000 - RESERVE_MS, isDone)
}
