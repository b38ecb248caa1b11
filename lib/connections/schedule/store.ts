import { eq, sql } from "drizzle-orm"
import { jitterOf, nextTime } from "@/lib/connections/schedule/cron"
import type { ScheduleInput } from "@/lib/connections/schedule/schema"
import type { Queryable } from "@/lib/db/client"
import { schedules } from "@/lib/db/schema"

/** When a schedule is due next: its own time, and the moment a little later at which its run starts. */
export function nextRun(
  connectionId: string,
  { cron, timeZone, jitterSeconds }: { cron: string; timeZone: string; jitterSeconds: number },
  after: Date,
): { nextTime: Date | null; nextRunAt: Date | null } {
  const time = nextTime(cron, timeZone, after)
  if (!time) return { nextTime: null, nextRunAt: null }
  return { nextTime: time, nextRunAt: new Date(time.getTime() + jitterOf(connectionId, jitterSeconds) * 1000) }
}

/** Sets a connection's schedule; null for none. Its next run is the first one from now on. */
export async function storeSchedule(
  tx: Queryable,
  connectionId: string,
  input: ScheduleInput | null,
  now = new Date(),
): Promise<void> {
  if (input === null) {
    await tx.delete(schedules).where(eq(schedules.connectionId, connectionId))
    return
  }
  const values = {
    cron: input.cron,
    timeZone: input.time_zone,
    jitterSeconds: input.jitter_seconds,
    overlap: input.overlap,
    catchUpSeconds: input.catch_up_seconds,
    isPaused: input.is_paused,
  }
  const set = { ...values, ...nextRun(connectionId, values, now), isBuffered: false, updatedAt: sql`now()` }
  await tx
    .insert(schedules)
    .values({ connectionId, ...set })
    .onConflictDoUpdate({ target: schedules.connectionId, set })
}
