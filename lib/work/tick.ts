import { sql } from "drizzle-orm"
import { deliverDue } from "@/lib/connections/notify/deliver"
import { settleEndedScans } from "@/lib/connections/notify/settle"
import { runDueSchedules } from "@/lib/connections/schedule/run-due"
import type { App } from "@/lib/context"
import { attempt, regularly } from "@/lib/work/regularly"

const EVERY_MS = 1_000

/** The time; each step asks for it anew, since the one before it may have taken long. */
type Clock = () => Date | Promise<Date>

/** The database's time: a process whose clock is wrong must neither skip a run nor start it too early. */
const clockOf =
  ({ db }: App): Clock =>
  async () => {
    const [row] = await db.execute<{ ms: number }>(
      sql`select extract(epoch from clock_timestamp())::float8 * 1000 as ms`,
    )
    return new Date(row?.ms ?? Number.NaN)
  }

/**
 * What happens because time passes: due schedules start their scans, and ended scans are settled. Any number of
 * processes may do it at the same time. It never throws.
 */
export async function tick(app: App, clock = clockOf(app)): Promise<void> {
  await attempt("Due schedules could not be started", async () => runDueSchedules(app, await clock()))
  await attempt("Ended scans could not be settled", async () => settleEndedScans(app, await clock()))
}

/** Sends the messages that are due. It never throws. */
export const deliver = (app: App, clock = clockOf(app)): Promise<void> =>
  attempt("Notifications could not be sent", async () => deliverDue(app, await clock()))

/**
 * Ticks and delivers once a second. A turn that takes longer holds up only the next one of its own kind: a receiver that
 * does not answer delays no schedule. @returns a function that ends it.
 */
export function tickRegularly(app: App): () => Promise<void> {
  const ending = [regularly(EVERY_MS, () => tick(app)), regularly(EVERY_MS, () => deliver(app))]
  return async () => void (await Promise.all(ending.map((end) => end())))
}
