import { type SQL, sql } from "drizzle-orm"
import PgBoss from "pg-boss"
import { type Db, transact } from "@/lib/db/client"
import { together } from "@/lib/db/together"
import { toBossDatabase } from "@/lib/jobs/boss-database"
import { DEAD_QUEUE, enqueue, QUEUE, TURN_INDEX } from "@/lib/jobs/enqueue"
import type { JobKind } from "@/lib/jobs/kind"
import type { Pace } from "@/lib/pace"

/** What is known of a job's failed tries. It is kept in the job's data, which a crash leaves as it is. */
export interface Failures {
  failures: number
  /** The last error, in one line. */
  error: string
}

export interface TakenJob {
  id: string
  data: { kind: string } & Partial<Failures> & Record<string, unknown>
  /** What {@link Queue.retryLater} recorded, or how the lease ended. */
  output: { failures?: number; error?: string } | null
}

export interface Queue {
  /** Takes up to `count` jobs, those of the highest priority first. No job is given to two workers. */
  take(count: number): Promise<TakenJob[]>
  /** Takes jobs whose workers crashed too often. */
  takeDead(): Promise<TakenJob[]>
  complete(id: string): Promise<void>
  completeDead(id: string): Promise<void>
  /** Puts other jobs in the place of one that was taken, or of a dead one. If it was taken away meanwhile, nothing happens. */
  replace<P extends object>(id: string, kind: JobKind<P>, payloads: readonly P[]): Promise<void>
  /** Hands a job back. It can be taken again at once, and this counts neither as a failure nor as a crash. */
  handBack(id: string): Promise<void>
  /** Hands a failed job back, to be tried again after a pause. */
  retryLater(id: string, pauseSeconds: number, failures?: Failures): Promise<void>
  /** Renews the leases of these jobs. */
  renew(ids: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Creates the queue's tables (schema `pgboss`) and queues. Safe to repeat. */
export async function installQueue(db: Db): Promise<void> {
  const boss = await openBoss(db, { migrate: true, supervise: false })
  await boss.createQueue(DEAD_QUEUE)
  await boss.createQueue(QUEUE)
  await boss.stop({ graceful: false })
  // Without it, taking a job sorts all that wait: those of a scan of 200 accounts are 17,200.
  await db.execute(sql`create index if not exists ${sql.identifier(TURN_INDEX)} on pgboss.job
    (name, priority desc, created_on, id) where state < 'active'`)
}

/** Opens the queue for a worker. Every few seconds, jobs of workers that fell silent are freed for others. */
export async function openQueue(db: Db, { expirySeconds }: Pick<Pace, "expirySeconds">): Promise<Queue> {
  const boss = await openBoss(db, { supervise: true, maintenanceIntervalSeconds: expirySeconds })
  const fetch = async (queue: string, count: number) =>
    (await boss.fetch(queue, { batchSize: count, includeMetadata: true })) as unknown as TakenJob[]
  // pg-boss 10 has no functions for these updates. When it takes a job with started_on set, it counts a crash.
  const update = async (ids: readonly string[], set: SQL) => {
    await db.execute(sql`update pgboss.job set ${set} where name = ${QUEUE} and state = 'active'
      and id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`)
  }
  const complete = together<string, void>({ atOnce: 1, most: 100, key: (id) => id }, async (_, ids) => {
    await boss.complete(QUEUE, [...ids])
    return ids.map(() => undefined)
  })
  return {
    take: (count) => fetch(QUEUE, count),
    takeDead: () => fetch(DEAD_QUEUE, 10),
    complete: (id) => complete(db, id),
    completeDead: async (id) => void (await boss.complete(DEAD_QUEUE, id)),
    replace: (id, kind, payloads) =>
      transact(db, async (tx) => {
        const gone = await tx.execute(sql`delete from pgboss.job where id = ${id} and state = 'active'
          and name in (${QUEUE}, ${DEAD_QUEUE}) returning id`)
        if (gone.length > 0) await enqueue(tx, kind, payloads)
      }),
    handBack: (id) => update([id], sql`state = 'retry', started_on = null, start_after = now()`),
    retryLater: (id, pauseSeconds, failures) =>
      update(
        [id],
        sql`state = 'retry', started_on = null, data = data || ${JSON.stringify(failures ?? {})}::jsonb,
          start_after = now() + make_interval(secs => ${pauseSeconds})`,
      ),
    renew: (ids) => renewLeases(db, ids),
    stop: () => boss.stop({ graceful: false }),
  }
}

/** What is just being completed is left out: its row is locked, and two who lock many rows could wait for each other. */
async function renewLeases(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db.execute(sql`update pgboss.job set started_on = now() where name = ${QUEUE} and id in (
    select id from pgboss.job where name = ${QUEUE} and state = 'active' and id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
    for update skip locked)`)
}

async function openBoss(db: Db, options: PgBoss.ConstructorOptions) {
  const boss = new PgBoss({ migrate: false, ...options, schedule: false, db: toBossDatabase(db.$client) })
  boss.on("error", (error) => console.error(`The job queue could not reach the database: ${error.message}`))
  return boss.start()
}
