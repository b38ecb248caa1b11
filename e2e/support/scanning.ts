import type { Ctx } from "@/lib/context"
import { isOpenScan } from "@/lib/db/states"
import { getScan } from "@/lib/scans/read/get"
import { type ScanOutcome, toOutcome } from "@/lib/scans/read/outcome"
import type { ScanView } from "@/lib/scans/read/view"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { startWorker, type Worker } from "@/lib/work/work"
import type { Account } from "../sandbox/account"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { type Faults, type Sandbox, startSandbox } from "../sandbox/server"

export const KEYS = {
  aws_access_key_id: SANDBOX_KEYS.accessKeyId,
  aws_secret_access_key: SANDBOX_KEYS.secretAccessKey,
}

export interface Bench {
  sandbox: Sandbox
  worker: Worker
  stop(): Promise<void>
}

/** Starts a simulated account and a worker that scans it. */
export async function openBench(ctx: Ctx, account: Account, faults: Partial<Faults> = {}): Promise<Bench> {
  const sandbox = await startSandbox(account, faults)
  ctx.config.aws.endpoint = sandbox.url
  const worker = await startWorker(ctx, 8)
  return {
    sandbox,
    worker,
    async stop() {
      await worker.stop()
      await sandbox.stop()
    },
  }
}

/** Requests a scan of everything, or of what `request` selects. */
export const ask = (ctx: Ctx, request: Record<string, unknown> = {}): Promise<string> =>
  startScan(ctx, scanRequestSchema.parse({ credentials: { ...KEYS }, regions: ["*"], ...request }))

/** Starts a scan and waits until it ends, with whatever result. */
export async function scanAll(
  ctx: Ctx,
  request: Record<string, unknown> = {},
): Promise<ScanOutcome & { view: ScanView }> {
  const view = await untilEnded(ctx, await ask(ctx, request))
  return { ...toOutcome(view), view }
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 30))
}

export async function untilEnded(ctx: Ctx, scanId: string): Promise<ScanView> {
  for (;;) {
    const scan = await getScan(ctx, scanId)
    if (!isOpenScan(scan)) return scan
    await new Promise((done) => setTimeout(done, 50))
  }
}

/** Changes the account. Its new version makes the sandbox drop its cached pages. */
export function change(account: Account, act: (account: Account) => void): void {
  act(account)
  account.version++
}
