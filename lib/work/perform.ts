import type { App } from "@/lib/context"
import { describeError } from "@/lib/errors"
import type { JobRun, StopReason } from "@/lib/jobs/kind"
import type { Queue, TakenJob } from "@/lib/jobs/queue"
import { getJobKind } from "@/lib/work/kinds"

const FIRST_PAUSE_SECONDS = 1
const LONGEST_ERROR = 300

/** A job that this worker runs. */
export class RunningJob {
  readonly startedAt = Date.now()
  readonly #controller = new AbortController()
  /** What it holds; null until it has said so. */
  held: string | null = null

  constructor(readonly job: TakenJob) {}

  get run(): JobRun {
    const hold = (key: string) => {
      this.held = key
    }
    return { signal: this.#controller.signal, hold }
  }

  get isHandedBack(): boolean {
    const { signal } = this.#controller
    return signal.aborted && (signal.reason as StopReason).kind === "stopping"
  }

  stop(reason: StopReason): void {
    this.#controller.abort(reason)
  }
}

/** Runs one job to its end, and settles it in the queue: completed, handed back, tried again later, or given up. */
export async function perform(app: App, queue: Queue, running: RunningJob): Promise<void> {
  const { job } = running
  try {
    const kind = getJobKind(job.data.kind)
    const handler = await kind.load()
    const end = await handler.run(app, kind.payload.parse(job.data), running.run)
    if (running.isHandedBack) await queue.handBack(job.id)
    // The job of a lost slice may be another worker's by now, under the same id: the lease decides.
    else if (end !== "lost") await queue.complete(job.id)
  } catch (error) {
    await settleFailure(app, queue, running, error).catch((failure: unknown) =>
      console.error(`A failed job could not be settled, so its lease will run out: ${describeError(failure)}`),
    )
  }
}

async function settleFailure(app: App, queue: Queue, { job, isHandedBack }: RunningJob, cause: unknown): Promise<void> {
  const error = describeError(cause).slice(0, LONGEST_ERROR)
  if (isHandedBack) return queue.handBack(job.id)
  const failures = (job.output?.failures ?? 0) + 1
  const kind = getJobKind(job.data.kind)
  if (failures < kind.mostFailures) {
    console.error(`A ${kind.name} job failed and will be tried again: ${error}`)
    return queue.retryLater(job.id, failures, error, FIRST_PAUSE_SECONDS * 2 ** (failures - 1))
  }
  console.error(`A ${kind.name} job failed ${failures} times and is given up: ${error}`)
  await (await kind.load()).giveUp(app, kind.payload.parse(job.data), { how: "failed", error })
  await queue.complete(job.id)
}

/** Gives up the jobs whose workers crashed too often. */
export async function giveUpDead(app: App, queue: Queue): Promise<void> {
  for (const { id, data, output } of await queue.takeDead()) {
    const kind = getJobKind(data.kind)
    const error = output?.error ?? "the worker crashed"
    await (await kind.load()).giveUp(app, kind.payload.parse(data), { how: "crashed", error })
    await queue.completeDead(id)
  }
}
