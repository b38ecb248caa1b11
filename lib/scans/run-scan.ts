import type { Db } from "@/lib/db/client"
import { readEnv } from "@/lib/env"
import { getScan, hasEnded, type ScanView } from "@/lib/scans/get"
import { waitForScan } from "@/lib/scans/wait"
import { drainQueue } from "@/lib/scans/work"

/** What a serverless function keeps of its time to answer and to give back what is running. */
const RESERVE_MS = 15_000

/**
 * Waits for a started scan; on a host without a long-lived worker, this request works on it meanwhile.
 * @throws AppError as {@link waitForScan} does.
 */
export async function runScan(db: Db, scanId: string, timeoutSeconds: number): Promise<ScanView> {
  const [scan] = await Promise.all([waitForScan(db, scanId, timeoutSeconds), workHere(db, scanId, timeoutSeconds)])
  return scan
}

/** Works on the queue within this request where no worker runs elsewhere, until the scan has ended or the time is up. */
export async function workHere(db: Db, scanId: string, seconds: number): Promise<void> {
  const env = readEnv()
  if (!env.VERCEL) return
  await drainQueue(db, env.WORKER_CONCURRENCY, Date.now() + seconds * 1000 - RESERVE_MS, async () => hasEnded(await getScan(db, scanId)))
}
