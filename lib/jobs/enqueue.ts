import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import type { JobKind } from "@/lib/jobs/kind"

// The queues' names in the database must not change, so that waiting jobs survive an upgrade.
export const QUEUE = "scan"
/** Jobs whose workers crashed too often. */
export const DEAD_QUEUE = "scan-dead"
/** The version of pg-boss's tables that this adapter was written for. */
export const QUEUE_SCHEMA = 24
/** Our own index on pg-boss's table: the waiting jobs in the order in which they are taken. */
export const TURN_INDEX = "job_turn_idx"

/**
 * Adds jobs of one kind in the caller's transaction: they exist if and only if it commits. pg-boss itself is not
 * loaded, since the web process adds jobs but runs none.
 */
export async function enqueue<P extends object>(
  tx: Queryable,
  kind: JobKind<P>,
  payloads: readonly P[],
): Promise<void> {
  if (payloads.length === 0) return
  const jobs = payloads.map((payload) => ({ data: { kind: kind.name, ...payload }, priority: kind.priority(payload) }))
  await tx.execute(sql`
    insert into pgboss.job (name, data, priority, retry_limit, expire_in, dead_letter)
    select ${QUEUE}, data, priority, ${kind.mostCrashes}, make_interval(secs => ${kind.leaseSeconds}), ${DEAD_QUEUE}
    from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb) as j(data jsonb, priority int)`)
}

/** The highest priority of the waiting jobs that have at most this one; null if none waits. */
export async function highestWaiting(tx: Queryable, most: number): Promise<number | null> {
  const [row] = await tx.execute<{ highest: number | null }>(sql`
    select max(priority)::int as highest from pgboss.job
    where name = ${QUEUE} and state < 'active' and priority <= ${most}`)
  return row?.highest ?? null
}

/** Whether a job waits that may be taken now, or is under way. */
export async function hasWork(db: Queryable): Promise<boolean> {
  const [row] = await db.execute<{ has: boolean }>(sql`
    select exists (select from pgboss.job where name = ${QUEUE} and state <= 'active' and start_after <= now()) as has`)
  return row?.has ?? false
}

/** Whether the queue's tables and our index exist, in the version that this adapter knows. */
export async function isQueueReady(db: Queryable): Promise<boolean> {
  const [row] = await db.execute<{ exists: boolean }>(sql`select to_regclass('pgboss.queue') is not null as exists`)
  if (!row?.exists) return false
  const [version] = await db.execute<{ version: number; queues: number; has_index: boolean }>(sql`
    select version, to_regclass(${`pgboss.${TURN_INDEX}`}) is not null as has_index,
      (select count(*)::int from pgboss.queue where name in (${QUEUE}, ${DEAD_QUEUE})) as queues
    from pgboss.version`)
  return (version?.version ?? 0) >= QUEUE_SCHEMA && version?.queues === 2 && version.has_index
}
