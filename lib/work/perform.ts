import type { App } from "@/lib/context"
import { describeError } from "@/lib/errors"
import type { JobHandler, JobKind, JobRun, StopReason } from "@/lib/jobs/kind"
import type { Queue, TakenJob } from "@/lib/jobs/queue"
import { findJobKind, getJobKind } from "@/lib/work/kinds"

const LONGEST_ERROR = 300
const UNKNOWN_KIND_SECONDS = 10

/** A job that this worker runs. */
export class RunningJob {
  readonly startedAt = Date.now()
  readonly #controller = new AbortController()
  /** The keys of what it holds. */
  readonly held = new Set<string>()

  constructor(readonly job: TakenJob) {}

  get run(): JobRun {
    const { held } = this
    return {
      signal: this.#controller.signal,
      hold: (key) => void held.add(key),
      release: (key) => void held.delete(key),
    }
  }

  get isToldToStop(): boolean {
    const { signal } = this.#controller
    return signal.aborted && (signal.reason as StopReason).kind === "stopping"
  }

  stop(reason: StopReason): void {
    this.#controller.abort(reason)
  }
}

/**
 * Runs one job to its end and records the result in the queue: completed, handed back, replaced, tried again later, or given up.
 */
export async function perform(app: App, queue: Queue, running: RunningJob): Promise<void> {
  const { job } = running
  try {
    const kind = findJobKind(job.data.kind)
    // A newer version added it: its workers run it.
    if (!kind) return await queue.retryLater(job.id, UNKNOWN_KIND_SECONDS)
    const handler = await kind.load()
    const end = await handler.run(app, kind.payload.parse(job.data), running.run)
    // A lost job may belong to another worker by now, under the same id. If it does not, its lease runs out.
    if (end === "lost") return
    if (end === "ended") return await queue.complete(job.id)
    if (await isLost(app, running, handler)) return
    if (end === "handed back") await queue.handBack(job.id)
    else await queue.replace(job.id, kind, end)
  } catch (error) {
    await settleFailure(app, queue, running, error).catch((failure: unknown) =>
      console.error(`A failed job could not be settled, so its lease will run out: ${describeError(failure)}`),
    )
  }
}

async function settleFailure(app: App, queue: Queue, running: RunningJob, cause: unknown): Promise<void> {
  const { job } = running
  const error = describeError(cause).slice(0, LONGEST_ERROR)
  const kind = getJobKind(job.data.kind)
  const handler = await kind.load()
  if (await isLost(app, running, handler)) return
  if (running.isToldToStop) return queue.handBack(job.id)
  const failures = (job.data.failures ?? 0) + 1
  if (failures < kind.mostFailures) {
    console.error(`A ${kind.name} job failed and will be tried again: ${error}`)
    return queue.retryLater(job.id, app.config.pace.retrySeconds * 2 ** (failures - 1), { failures, error })
  }
  console.error(`A ${kind.name} job failed ${failures} times and is given up: ${error}`)
  const payload = kind.payload.parse(job.data)
  if (await isSplit(app, queue, job.id, payload, kind)) return
  await handler.giveUp(app, payload, { how: "failed", error })
  await queue.complete(job.id)
}

/** Whether another worker holds by now something that this job held. */
async function isLost({ db }: App, { held }: RunningJob, { findHeld }: JobHandler<object>): Promise<boolean> {
  const keys = [...held]
  if (keys.length === 0 || !findHeld) return false
  const kept = await findHeld(db, keys)
  return keys.some((key) => !kept.has(key))
}

/** Puts smaller jobs in the place of one that would be given up, if there are any. */
async function isSplit(app: App, queue: Queue, id: string, payload: object, kind: JobKind<object>): Promise<boolean> {
  const parts = (await (await kind.load()).split?.(app, payload)) ?? []
  if (parts.length > 0) await queue.replace(id, kind, parts)
  return parts.length > 0
}

/** Gives up the jobs whose workers crashed too often. A job that cannot be given up holds up no other. */
export async function giveUpDead(app: App, queue: Queue): Promise<void> {
  for (const { id, data } of await queue.takeDead()) {
    try {
      const kind = getJobKind(data.kind)
      const error = data.error ?? "the worker crashed"
      const payload = kind.payload.parse(data)
      if (await isSplit(app, queue, id, payload, kind)) continue
      await (await kind.load()).giveUp(app, payload, { how: "crashed", error })
      await queue.completeDead(id)
    } catch (error) {
      console.error(`A job whose workers crashed could not be given up: ${describeError(error)}`)
    }
  }
}
