import { sql } from "drizzle-orm"
import PgBoss from "pg-boss"
import type postgres from "postgres"
import type { Db, Queryable } from "@/lib/db/client"

/** A job's payload: plan a scan, or run one of its slices. */
export type ScanJob = { kind: "plan"; scanId: string } | { kind: "slice"; sliceId: string; isLong: boolean }

const QUEUE = "scan"
/** Jobs whose workers died again and again. */
const DEAD = "scan-dead"
/** A worker that stops renewing its jobs loses them after this time. */
const LEASE_SECONDS = 20
const EXPIRY_CHECK_SECONDS = 5
const MAX_DELIVERIES = 20

export interface TakenJob {
  id: string
  data: ScanJob
}

export interface Queue {
  /** Takes up to `count` jobs, the oldest of the highest priority first; none is given to two workers. */
  take(count: number): Promise<TakenJob[]>
  takeDead(): Promise<TakenJob[]>
  complete(id: string): Promise<void>
  completeDead(id: string): Promise<void>
  /** Gives a job back, to be taken again at once. */
  giveBack(id: string): Promise<void>
  /** Holds these jobs for another lease. */
  renew(ids: readonly string[]): Promise<void>
  /** Hands jobs of silent workers to others, now; a worker's queue does so by itself every few seconds. */
  expire(): Promise<void>
  stop(): Promise<void>
}

/** Makes the queue's own tables (schema `pgboss`) and queues. Idempotent. */
export async function installQueue(db: Db): Promise<void> {
  const boss = await openBoss(db, { migrate: true, supervise: false })
  await boss.createQueue(DEAD)
  await boss.createQueue(QUEUE)
  await boss.stop({ graceful: false })
}

/** Adds jobs in the caller's transaction: they exist if and only if it commits. Planning goes first, then long slices. */
export async function enqueue(tx: Queryable, jobs: readonly ScanJob[]): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map((data) => ({
    name: QUEUE,
    data,
    priority: data.kind === "plan" ? 2 : Number(data.isLong),
    expireInSeconds: LEASE_SECONDS,
    retryLimit: MAX_DELIVERIES,
    retryDelay: 0,
    deadLetter: DEAD,
  }))
  const boss = new PgBoss({
    db: { executeSql: async () => ({ rows: [] }) },
    supervise: false,
    schedule: false,
    migrate: false,
  })
  const inTransaction = {
    executeSql: async (text: string, values: unknown[]) => ({ rows: await tx.execute(inline(text, values)) }),
  }
  await boss.insert(rows, { db: inTransaction })
}

/** Opens the queue for a worker. */
export async function openQueue(db: Db): Promise<Queue> {
  const boss = await openBoss(db, { migrate: false, supervise: true, maintenanceIntervalSeconds: EXPIRY_CHECK_SECONDS })
  return {
    take: (count) => boss.fetch<ScanJob>(QUEUE, { batchSize: count }),
    takeDead: () => boss.fetch<ScanJob>(DEAD, { batchSize: 10 }),
    complete: (id) => boss.complete(QUEUE, id),
    completeDead: (id) => boss.complete(DEAD, id),
    giveBack: (id) => boss.fail(QUEUE, id),
    async renew(ids) {
      if (ids.length === 0) return
      // pg-boss 10 has no call for this; a job expires when started_on + expire_in has passed.
      await db.execute(sql`update pgboss.job set started_on = now()
        where name = ${QUEUE} and state = 'active' and id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`)
    },
    expire: () => boss.maintain(),
    stop: () => boss.stop({ graceful: false }),
  }
}

/** Whether the queue's tables are there. */
export async function isQueueReady(db: Queryable): Promise<boolean> {
  const [row] = await db.execute<{ ready: boolean }>(sql`select to_regclass('pgboss.queue') is not null as ready`)
  return row?.ready ?? false
}

async function openBoss(
  db: Db,
  options: Pick<PgBoss.ConstructorOptions, "migrate" | "supervise" | "maintenanceIntervalSeconds">,
) {
  const boss = new PgBoss({
    ...options,
    schedule: false,
    db: { executeSql: (text, values) => execute(db.$client, text, values) },
  })
  boss.on("error", (error) => console.error(`The scan queue could not reach the database: ${error.message}`))
  return boss.start()
}

/** pg-boss speaks as node-postgres does; this is postgres.js in its clothes. */
async function execute(client: postgres.Sql, text: string, values: unknown[] | undefined) {
  // A text with its own BEGIN … COMMIT needs one connection to itself.
  if (!values?.length && /\bBEGIN\b/i.test(text)) {
    const reserved = await client.reserve()
    try {
      return lastResult(await reserved.unsafe(text))
    } finally {
      reserved.release()
    }
  }
  return lastResult(await client.unsafe(text, (values ?? []).map(toParameter)))
}

const lastResult = (result: unknown) => ({ rows: Array.isArray(result) ? result : [] })

function toParameter(value: unknown): postgres.ParameterOrJSON<never> {
  if (value === undefined || value === null) return null
  const isPlain = typeof value === "object" && !Array.isArray(value) && !(value instanceof Date)
  return (isPlain ? JSON.stringify(value) : value) as postgres.ParameterOrJSON<never>
}

/** pg-boss's `$1 … $n` as Drizzle's SQL, so that its INSERT runs inside our transaction. */
function inline(text: string, values: readonly unknown[]) {
  const parts = text.split(/\$(\d+)/)
  return sql.join(
    parts.map((part, index) => (index % 2 ? sql`${toParameter(values[Number(part) - 1])}` : sql.raw(part))),
  )
}
