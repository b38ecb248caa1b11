import { setImmediate } from "node:timers/promises"
import type { App } from "@/lib/context"
import { endSilentSessions } from "@/lib/db/client"
import { describeError } from "@/lib/errors"
import type { StopReason } from "@/lib/jobs/kind"
import { openQueue, type Queue, type TakenJob } from "@/lib/jobs/queue"
import { refreshRunningParents } from "@/lib/scans/run/end-scan"
import { jobKinds } from "@/lib/work/kinds"
import { giveUpDead, perform, RunningJob } from "@/lib/work/perform"
import { attempt, regularly } from "@/lib/work/regularly"

const PROGRESS_MS = 1_000
/**
 * A job waits most of its time for the database, where jobs that wait together are served together. So more are under way
 * than the pages that a worker reads at a time (`WORKER_CONCURRENCY`).
 */
const JOBS_FOR_EACH_PAGE = 8

export interface Worker {
  /** Takes no more jobs, stops the running ones for the given reason, and resolves when all have ended. */
  stop(reasonFor?: (job: RunningJob) => StopReason): Promise<void>
}

/**
 * Starts working on the queue: up to `jobsAtOnce` jobs at a time, until it is stopped. Any number of workers, on any
 * number of machines, share one queue. Its functions share the state of one worker, so they stand in one function.
 */
export async function startWorker(
  app: App,
  jobsAtOnce = JOBS_FOR_EACH_PAGE * app.config.workerConcurrency,
): Promise<Worker> {
  const { pace } = app.config
  const queue = await openQueue(app.db, pace)
  const running = new Map<RunningJob, Promise<void>>()
  let isStopping = false
  let wake = () => {}

  const launch = (job: TakenJob) => {
    const entry = new RunningJob(job)
    const end = perform(app, queue, entry).finally(() => {
      running.delete(entry)
      wake()
    })
    running.set(entry, end)
  }
  const loop = async () => {
    while (!isStopping) {
      const room = jobsAtOnce - running.size
      const jobs = room > 0 ? await takeJobs(queue, room) : []
      jobs.forEach(launch)
      if (jobs.length > 0) continue
      await new Promise<void>((done) => {
        wake = done
        setTimeout(done, pace.pollMs)
      })
      // Jobs end together, so there is room for several.
      await setImmediate()
    }
  }

  const looping = loop()
  const stopRenewing = regularly(pace.renewMs, () =>
    attempt("The worker could not renew its leases", () =>
      Promise.all([renew(app, queue, [...running.keys()]), giveUpDead(app, queue), endSilentSessions(app.db)]),
    ),
  )
  const stopAdding = addUpRegularly(app)
  return {
    async stop(reasonFor = () => ({ kind: "stopping" })) {
      isStopping = true
      wake()
      const stopAll = () => {
        for (const entry of running.keys()) entry.stop(reasonFor(entry))
      }
      stopAll()
      await looping
      // Those that were being taken when the stop came.
      stopAll()
      await Promise.allSettled(running.values())
      await Promise.all([stopRenewing(), stopAdding()])
      await queue.stop()
    },
  }
}

const addUpRegularly = ({ db }: App) =>
  regularly(PROGRESS_MS, () =>
    attempt("The progress of organisations could not be added up", () => refreshRunningParents(db)),
  )

/** Returns no jobs if the database does not answer: it may answer at the next try. */
async function takeJobs(queue: Queue, room: number): Promise<TakenJob[]> {
  try {
    return await queue.take(room)
  } catch (error) {
    console.error(`The worker could not ask for jobs: ${describeError(error)}`)
    return []
  }
}

/** Renews the leases of this worker's jobs, and stops the jobs that were cancelled or that another worker holds now. */
async function renew({ db }: App, queue: Queue, running: readonly RunningJob[]): Promise<void> {
  await queue.renew(running.map(({ job }) => job.id))
  for (const kind of jobKinds) {
    const holding = running.filter(({ job, held }) => held.size > 0 && job.data.kind === kind.name)
    if (holding.length === 0) continue
    const { findHeld } = await kind.load()
    const keys = new Set(holding.flatMap(({ held }) => [...held]))
    const kept = await findHeld?.(db, [...keys])
    if (!kept) continue
    const isGone = (key: string) => keys.has(key) && !kept.has(key)
    // What a job has released meanwhile has ended.
    for (const entry of holding) if ([...entry.held].some(isGone)) entry.stop({ kind: "lost" })
  }
}
