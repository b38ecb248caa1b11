import { randomUUID } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import type { ConnectionRow } from "@/lib/access/credentials"
import { jitterOf } from "@/lib/connections/schedule/cron"
import { nextRun } from "@/lib/connections/schedule/store"
import type { App } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { connections, isOpenRow, scans, schedules } from "@/lib/db/schema"
import { describeError } from "@/lib/errors"
import { recordConnectionScan } from "@/lib/scans/start"

type Schedule = typeof schedules.$inferSelect

/** A run is not late before this: clocks are looked at about once a second, on Vercel once a minute. */
const GRACE_MS = 90_000
/** What could not be started is tried again after this time. */
const PUT_OFF_MS = 60_000
/** More than one turn ever finds; the rest comes with the next one. */
const MOST_A_TURN = 500

/**
 * Starts the runs that are due. A run and its schedule's next time are recorded in one transaction, so whatever is
 * killed, each due run starts exactly once; several processes may do this at the same time. One that cannot be started is
 * put off, so that it holds up no other.
 * @returns how many schedules were due.
 */
export async function runDueSchedules({ db }: App, now = new Date()): Promise<number> {
  let due = 0
  for (let isMore = true; isMore && due < MOST_A_TURN; due += Number(isMore)) {
    const found: Schedule[] = []
    try {
      isMore = await transact(db, (tx) => runOne(tx, now, (one) => void found.push(one)))
    } catch (error) {
      const last = found.at(-1)
      if (!last) throw error
      await putOff(db, last, now)
      console.error(`The schedule of connection ${last.connectionId} could not be started: ${describeError(error)}`)
    }
  }
  return due
}

/** Unless it moved on meanwhile: the commit may have come through, or somebody changed it. A next time that is to come stays. */
const putOff = (db: Queryable, { connectionId, nextRunAt, isBuffered }: Schedule, now: Date) => {
  const isDue = nextRunAt !== null && nextRunAt <= now
  return db
    .update(schedules)
    .set({
      ...(isDue && { nextRunAt: new Date(now.getTime() + PUT_OFF_MS) }),
      ...{ isBuffered: false, lastOutcome: "not started: an error, see the log" },
    })
    .where(
      and(
        eq(schedules.connectionId, connectionId),
        eq(schedules.isBuffered, isBuffered),
        sql`date_trunc('milliseconds', ${schedules.nextRunAt}) is not distinct from ${nextRunAt?.toISOString() ?? null}::timestamptz`,
      ),
    )
}

async function runOne(tx: Queryable, now: Date, tell: (schedule: Schedule) => void): Promise<boolean> {
  const [found] = await tx
    .select({ schedule: schedules, connection: connections })
    .from(schedules)
    .innerJoin(connections, eq(connections.id, schedules.connectionId))
    .where(sql`not ${schedules.isPaused} and (${schedules.nextRunAt} <= ${now.toISOString()}
      or (${schedules.isBuffered} and not exists (select from scans s where s.connection_id = ${schedules.connectionId}
        and s.state in ('queued', 'running'))))`)
    .orderBy(schedules.nextRunAt)
    .limit(1)
    .for("update", { of: [schedules, connections], skipLocked: true })
  if (!found) return false
  tell(found.schedule)
  await tx
    .update(schedules)
    .set(await settle(tx, found.schedule, found.connection, now))
    .where(eq(schedules.connectionId, found.connection.id))
  return true
}

/** Starts the run, or says why not. @returns what the schedule is now. */
async function settle(tx: Queryable, schedule: Schedule, connection: ConnectionRow, now: Date) {
  const lateMs = now.getTime() - (schedule.nextRunAt?.getTime() ?? Number.POSITIVE_INFINITY)
  const isDue = lateMs >= 0
  const next = isDue ? nextRun(connection.id, schedule, lastTime(schedule, now)) : {}
  if (isDue && lateMs > schedule.catchUpSeconds * 1000 + GRACE_MS) return { ...next, lastOutcome: "missed" }
  if (connection.isDraft) return { ...next, isBuffered: false, lastOutcome: "not started: the connection is a draft" }
  if (await isBusy(tx, connection.id)) {
    const isBuffered = schedule.overlap === "buffer_one"
    return { ...next, isBuffered, lastOutcome: isBuffered ? "buffered" : "skipped" }
  }
  const lastScanId = randomUUID()
  await recordConnectionScan(tx, `schedule ${connection.name}`, lastScanId, connection)
  return { ...next, isBuffered: false, lastScanId, lastRunAt: now, lastOutcome: "started" }
}

/** The time after which the next one is looked for: what was missed in between is made up by one run. */
function lastTime({ connectionId, nextTime, jitterSeconds }: Schedule, now: Date): Date {
  const jitterMs = jitterOf(connectionId, jitterSeconds) * 1000
  return new Date(Math.max(nextTime?.getTime() ?? 0, now.getTime() - jitterMs))
}

async function isBusy(tx: Queryable, connectionId: string): Promise<boolean> {
  const isOpen = and(eq(scans.connectionId, connectionId), isOpenRow)
  return (await tx.select({ id: scans.id }).from(scans).where(isOpen).limit(1)).length > 0
}
