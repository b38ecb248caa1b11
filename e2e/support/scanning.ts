import type { Db } from "@/lib/db/client"
import { getScan, hasEnded, type ScanView } from "@/lib/scans/get"
import { type ScanOutcome, toOutcome } from "@/lib/scans/outcome"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { startWorker, type Worker } from "@/lib/scans/work"
import type { Account } from "../sandbox/account"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { type Faults, type Sandbox, startSandbox } from "../sandbox/server"

export const KEYS = { aws_access_key_id: SANDBOX_KEYS.accessKeyId, aws_secret_access_key: SANDBOX_KEYS.secretAccessKey }

export interface Bench {
  sandbox: Sandbox
  worker: Worker
  stop(): Promise<void>
}

/** A simulated account, and a worker that scans it. */
export async function openBench(db: Db, account: Account, faults: Partial<Faults> = {}): Promise<Bench> {
  const sandbox = await startSandbox(account, faults)
  process.env.AWS_ENDPOINT_URL = sandbox.url
  const worker = await startWorker(db, 8)
  return {
    sandbox,
    worker,
    async stop() {
      await worker.stop()
      await sandbox.stop()
    },
  }
}

/** Asks for a scan of everything, or of what `request` says. */
export const ask = (db: Db, request: Record<string, unknown> = {}): Promise<string> =>
  startScan(db, "tester@example.com", scanRequestSchema.parse({ credentials: { ...KEYS }, regions: ["*"], ...request }))

/** Scans and waits for the end, whatever it is. */
export async function scanAll(
  db: Db,
  request: Record<string, unknown> = {},
): Promise<ScanOutcome & { view: ScanView }> {
  const view = await untilEnded(db, await ask(db, request))
  return { ...toOutcome(view), view }
}

export async function untilEnded(db: Db, scanId: string): Promise<ScanView> {
  for (;;) {
    const scan = await getScan(db, scanId)
    if (hasEnded(scan)) return scan
    await new Promise((done) => setTimeout(done, 50))
  }
}

/** Touches what the sandbox serves: its cached pages are made anew. */
export function change(account: Account, act: (account: Account) => void): void {
  act(account)
  account.version++
}
