import { asc, eq } from "drizzle-orm"
import type { z } from "zod"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import { cronWords, jitterOf, nextTimes } from "@/lib/connections/schedule/cron"
import type { changeScheduleSchema, ScheduleInput, schedulePreviewSchema } from "@/lib/connections/schedule/schema"
import { storeSchedule } from "@/lib/connections/schedule/store"
import { findConnection, type ScheduleView, toScheduleView } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { connections, schedules } from "@/lib/db/schema"
import { AppError, invalid } from "@/lib/errors"

/** A schedule with the name of its connection. */
export type NamedSchedule = ScheduleView & { name: string }

/** All schedules, by the names of their connections. */
export async function listSchedules(ctx: Ctx): Promise<NamedSchedule[]> {
  authorise(ctx, "connections.read")
  const rows = await ctx.db
    .select({ schedule: schedules, name: connections.name })
    .from(schedules)
    .innerJoin(connections, eq(connections.id, schedules.connectionId))
    .orderBy(asc(connections.name))
  return rows.map(({ schedule, name }) => ({ ...toScheduleView(schedule), name }))
}

/** @param id the connection's id: a connection has one schedule at most. @throws AppError not_found */
export async function getSchedule(ctx: Ctx, id: string): Promise<NamedSchedule> {
  authorise(ctx, "connections.read")
  return readSchedule(ctx, id)
}

/** For whoever may change it, too: a token may change schedules without the scope to read. */
async function readSchedule(ctx: Ctx, id: string): Promise<NamedSchedule> {
  const { name } = await findConnection(ctx, id)
  const [schedule] = await ctx.db.select().from(schedules).where(eq(schedules.connectionId, id))
  if (!schedule) throw new AppError("not_found", "Not found: this connection has no schedule.")
  return { ...toScheduleView(schedule), name }
}

/** Gives a connection its schedule. @throws AppError invalid if it has one already. */
export async function createSchedule(ctx: Ctx, id: string, input: ScheduleInput): Promise<NamedSchedule> {
  authorise(ctx, "connections.use")
  const { name } = await findConnection(ctx, id)
  if ((await ctx.db.$count(schedules, eq(schedules.connectionId, id))) > 0)
    throw invalid("connection_id", "This connection has a schedule already. Change that one.")
  await store(ctx, id, name, input)
  return readSchedule(ctx, id)
}

/**
 * Sets a connection's schedule, whether it has one or not. A paused one stays paused.
 * @throws AppError not_found
 */
export async function setSchedule(ctx: Ctx, id: string, input: Omit<ScheduleInput, "is_paused">): Promise<void> {
  authorise(ctx, "connections.use")
  const { name } = await findConnection(ctx, id)
  const [known] = await ctx.db.select().from(schedules).where(eq(schedules.connectionId, id))
  await store(ctx, id, name, { ...input, is_paused: known?.isPaused ?? false })
}

/** Changes some fields of a schedule, such as whether it is paused. @throws AppError not_found */
export async function changeSchedule(
  ctx: Ctx,
  id: string,
  change: z.output<typeof changeScheduleSchema>,
): Promise<NamedSchedule> {
  authorise(ctx, "connections.use")
  const { name, cron, time_zone, jitter_seconds, overlap, catch_up_seconds, is_paused } = await readSchedule(ctx, id)
  const known = { cron, time_zone, jitter_seconds, overlap, catch_up_seconds, is_paused }
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  await store(ctx, id, name, { ...known, ...set })
  return readSchedule(ctx, id)
}

/** @throws AppError not_found */
export async function deleteSchedule(ctx: Ctx, id: string): Promise<void> {
  authorise(ctx, "connections.use")
  const { name } = await readSchedule(ctx, id)
  await store(ctx, id, name, null)
}

async function store(ctx: Ctx, id: string, name: string, input: ScheduleInput | null): Promise<void> {
  await transact(ctx.db, async (tx) => {
    await storeSchedule(tx, id, input)
    await recordAudit(tx, { actor: ctx.actor.name, action: "schedule.changed", target: name })
  })
}

const PREVIEWED = 5

/** What a schedule would mean. */
export interface Preview {
  words: string
  /** How long after its time each run would start. */
  delay_seconds: number
  next_runs: string[]
}

/** What a schedule would mean: in words, and when its next runs would start. */
export function previewSchedule(
  ctx: Ctx,
  { id, cron, time_zone, jitter_seconds }: z.output<typeof schedulePreviewSchema>,
): Preview {
  authorise(ctx, "connections.read")
  const delay_seconds = jitterOf(id, jitter_seconds)
  const runs = nextTimes(cron, time_zone, new Date(), PREVIEWED)
  const next_runs = runs.map((time) => new Date(time.getTime() + delay_seconds * 1000).toISOString())
  return { words: cronWords(cron), delay_seconds, next_runs }
}
