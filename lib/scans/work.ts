import { sql } from "drizzle-orm"
import { type Db, endSilentSessions } from "@/lib/db/client"
import { describeError } from "@/lib/errors"
import { abandonScan } from "@/lib/scans/cancel"
import { abandonSlice } from "@/lib/scans/close-slice"
import { planScan } from "@/lib/scans/plan"
import { openQueue, type Queue, type TakenJob } from "@/lib/scans/queue"
import { runSlice } from "@/lib/scans/run-slice"

const IDLE_POLL_MS = 300
const RENEW_MS = 2_000

export interface Worker {
  /** Takes no more jobs, gives back the running ones, and resolves when all are at rest. */
  stop(): Promise<void>
}

interface Running {
  jobId: string
  controller: AbortController
  /** Null until the slice is taken; always null for planning. */
  held: { sliceId: string; attempt: number } | null
}

/**
 * Starts working on the queue: up to `concurrency` jobs at a time, for as long as the process lives.
 * Any number of workers, on any number of machines, share one queue.
 */
export async function startWorker(db: Db, concurrency: number): Promise<Worker> {
  const queue = await openQueue(db)
  const running = new Set<Running>()
  const tasks = new Set<Promise<void>>()
  let stopping = false
  let wake = () => {}

  const launch = (job: TakenJob) => {
    const entry: Running = { jobId: job.id, controller: new AbortController(), held: null }
    running.add(entry)
    const task = perform(db, queue, job, entry, () => stopping).finally(() => {
      running.delete(entry)
      tasks.delete(task)
      wake()
    })
    tasks.add(task)
  }

  const loop = (async () => {
    while (!stopping) {
      const room = concurrency - running.size
      const jobs = room > 0 ? await takeJobs(queue, room) : []
      jobs.forEach(launch)
      if (jobs.length === 0)
        await new Promise<void>((done) => {
          wake = done
          setTimeout(done, IDLE_POLL_MS)
        })
    }
  })()

  let renewing = Promise.resolve()
  const renewal = setInterval(() => {
    renewing = Promise.all([renew(db, queue, running), buryDead(db, queue), endSilentSessions(db)]).then(
      () => {},
      (error) => console.error(`The worker could not renew its leases: ${describeError(error)}`),
    )
  }, RENEW_MS)

  return {
    async stop() {
      stopping = true
      wake()
      for (const { controller } of running) controller.abort()
      await loop
      await Promise.allSettled(tasks)
      clearInterval(renewal)
      await renewing
      await queue.stop()
    },
  }
}

/** No jobs where the database does not answer: it may be back at the next look. */
async function takeJobs(queue: Queue, room: number): Promise<TakenJob[]> {
  try {
    return await queue.take(room)
  } catch (error) {
    console.error(`The worker could not ask for jobs: ${describeError(error)}`)
    return []
  }
}

async function perform(db: Db, queue: Queue, job: TakenJob, entry: Running, isStopping: () => boolean): Promise<void> {
  try {
    const end = job.data.kind === "plan" ? await planScan(db, job.data.scanId) : await hold(db, job.data.sliceId, entry)
    if (isStopping() && entry.controller.signal.aborted) await queue.giveBack(job.id)
    // A lost slice's job may be another worker's by now, under the same id: its lease decides.
    else if (end !== "lost") await queue.complete(job.id)
  } catch (error) {
    console.error(`A ${job.data.kind} job failed and will be tried again: ${describeError(error)}`)
    await queue
      .giveBack(job.id)
      .catch((failure) => console.error(`Its lease will run out instead: ${describeError(failure)}`))
  }
}

const hold = (db: Db, sliceId: string, entry: Running) =>
  runSlice(db, sliceId, entry.controller.signal, (attempt) => {
    entry.held = { sliceId, attempt }
  })

/** Holds this worker's jobs, and stops those slices that were cancelled or given to another worker. */
async function renew(db: Db, queue: Queue, running: ReadonlySet<Running>): Promise<void> {
  await queue.renew([...running].map(({ jobId }) => jobId))
  const held = [...running].filter((entry) => entry.held)
  if (held.length === 0) return
  const mine = JSON.stringify(held.map(({ held }) => ({ id: held?.sliceId, attempt: held?.attempt })))
  const rows = await db.execute<{ id: string }>(sql`
    select s.id from jsonb_to_recordset(${mine}::jsonb) as m(id uuid, attempt int)
    join scan_slices s on s.id = m.id and s.attempt = m.attempt and s.state = 'running'`)
  const kept = new Set(rows.map(({ id }) => id))
  for (const entry of held) if (entry.held && !kept.has(entry.held.sliceId)) entry.controller.abort()
}

async function buryDead(db: Db, queue: Queue): Promise<void> {
  for (const { id, data } of await queue.takeDead()) {
    if (data.kind === "plan") await abandonScan(db, data.scanId)
    else await abandonSlice(db, data.sliceId)
    await queue.completeDead(id)
  }
}

/**
 * Works until the queue is empty or `deadline` (epoch milliseconds) is near, for hosts without a long-lived process.
 * What is running at the deadline is given back.
 */
export async function drainQueue(
  db: Db,
  concurrency: number,
  deadline: number,
  isDone: () => Promise<boolean>,
): Promise<void> {
  const worker = await startWorker(db, concurrency)
  try {
    while (Date.now() < deadline && !(await isDone())) await new Promise((done) => setTimeout(done, IDLE_POLL_MS))
  } finally {
    await worker.stop()
  }
}
