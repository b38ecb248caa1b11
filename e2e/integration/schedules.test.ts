import { fork } from "node:child_process"
import { eq, like, sql } from "drizzle-orm"
import { Webhook } from "standardwebhooks"
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest"
import { createConnection } from "@/lib/connections/connections"
import { deliverDue } from "@/lib/connections/notify/deliver"
import { newWebhookSchema } from "@/lib/connections/notify/schema"
import { settleEndedScans } from "@/lib/connections/notify/settle"
import { createWebhook } from "@/lib/connections/notify/webhooks"
import { runDueSchedules } from "@/lib/connections/schedule/run-due"
import { changeSchedule, createSchedule, getSchedule } from "@/lib/connections/schedule/schedules"
import { changeScheduleSchema, scheduleSchema } from "@/lib/connections/schedule/schema"
import { storeSchedule } from "@/lib/connections/schedule/store"
import { newConnectionSchema } from "@/lib/connections/schemas"
import { transact } from "@/lib/db/client"
import { connections, scans, schedules, webhookDeliveries, webhooks } from "@/lib/db/schema"
import { endOpenScan } from "@/lib/scans/run/end-scan"
import { tick } from "@/lib/work/tick"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { compileProgram } from "../support/program"
import { startReceiver } from "../support/receiver"
import { sampleOf, seedOf } from "../support/sample"
import { KEYS } from "../support/scanning"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.parse("2026-12-01T10:00:00Z")
const at = (minutes: number) => new Date(START + minutes * MINUTE)

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterEach(async () => {
  await database.db.delete(scans)
  await database.db.delete(connections)
  await database.db.delete(webhooks)
})
afterAll(() => database.close())

/** A connection with a schedule that was made at the start of the simulated time. */
async function scheduled(name: string, schedule: Record<string, unknown>): Promise<string> {
  const { id } = await createConnection(database.ctx, newConnectionSchema.parse({ name, kind: "keys", ...KEYS }))
  await transact(database.db, (tx) => storeSchedule(tx, id, scheduleSchema.parse(schedule), at(0)))
  return id
}

const runsOf = (name: string) => database.db.$count(scans, eq(scans.requestedBy, `schedule ${name}`))
const outcomeOf = async (id: string) => (await getSchedule(database.ctx, id)).last_outcome

async function endAll(state: "success" | "failed" = "success", ended?: Date) {
  for (const { id } of await database.db.select({ id: scans.id }).from(scans).where(sql`ended_at is null`))
    await transact(database.db, (tx) => endOpenScan(tx, id, { state }))
  await settleEndedScans(database.ctx, ended)
}

test("a due run is an ordinary scan, started once by the schedule", async () => {
  const id = await scheduled("nightly", { cron: "30 * * * *" })
  expect(await runDueSchedules(database.ctx, at(29))).toBe(0)
  expect(await runDueSchedules(database.ctx, at(30))).toBe(1)
  expect(await runDueSchedules(database.ctx, at(30))).toBe(0)
  const [scan] = await database.db.select().from(scans)
  expect(scan).toMatchObject({ requestedBy: "schedule nightly", connectionId: id, state: "queued", regions: ["*"] })
  expect(await outcomeOf(id)).toBe("started")
})

test("of two processes that look at the same moment, one starts the run", async () => {
  for (const name of ["a", "b", "c"]) await scheduled(name, { cron: "30 * * * *" })
  await Promise.all(Array.from({ length: 6 }, () => runDueSchedules(database.ctx, at(30))))
  for (const name of ["a", "b", "c"]) expect(await runsOf(name)).toBe(1)
})

test("a run that comes while the one before it is under way is skipped, or waits for it: one, however many came", async () => {
  const skip = await scheduled("skip", { cron: "*/10 * * * *", overlap: "skip" })
  const buffer = await scheduled("buffer", { cron: "*/10 * * * *", overlap: "buffer_one" })
  for (const minutes of [10, 20, 30]) await runDueSchedules(database.ctx, at(minutes))
  expect([await outcomeOf(skip), await outcomeOf(buffer)]).toEqual(["skipped", "buffered"])
  expect([await runsOf("skip"), await runsOf("buffer")]).toEqual([1, 1])
  await endAll()
  await runDueSchedules(database.ctx, at(31))
  expect([await runsOf("skip"), await runsOf("buffer")]).toEqual([1, 2])
  await endAll()
  await runDueSchedules(database.ctx, at(32))
  expect(await runsOf("buffer")).toBe(2)
})

test("a run that was missed runs once within the catch-up window, and not at all after it", async () => {
  await scheduled("late", { cron: "*/10 * * * *", catch_up_seconds: 3 * 3_600 })
  const lost = await scheduled("lost", { cron: "*/10 * * * *", catch_up_seconds: 600 })
  await runDueSchedules(database.ctx, at(125))
  expect([await runsOf("late"), await runsOf("lost")]).toEqual([1, 0])
  expect(await outcomeOf(lost)).toBe("missed")
  // Both go on at their pace.
  await endAll()
  await runDueSchedules(database.ctx, at(129))
  expect(await runsOf("late")).toBe(1)
  await runDueSchedules(database.ctx, at(130))
  expect([await runsOf("late"), await runsOf("lost")]).toEqual([2, 1])
})

test("the database's clock decides, and not that of a process that is hours ahead", async () => {
  const id = await scheduled("in time", { cron: "*/10 * * * *" })
  await database.db.execute(
    sql`update schedules set next_run_at = now() + interval '1 hour' where connection_id = ${id}`,
  )
  vi.setSystemTime(Date.now() + 2 * HOUR)
  await tick(database.ctx)
  vi.useRealTimers()
  expect(await runsOf("in time")).toBe(0)
  await database.db.execute(
    sql`update schedules set next_run_at = now() - interval '1 second' where connection_id = ${id}`,
  )
  vi.setSystemTime(Date.now() - 2 * HOUR)
  await tick(database.ctx)
  vi.useRealTimers()
  expect(await runsOf("in time")).toBe(1)
})

test("a schedule that cannot be started holds up no other, and is tried again", async () => {
  const broken = await scheduled("broken", { cron: "*/10 * * * *" })
  await scheduled("whole", { cron: "*/10 * * * *" })
  await database.db.update(schedules).set({ timeZone: "Mars/Base" }).where(eq(schedules.connectionId, broken))
  expect(await runDueSchedules(database.ctx, at(10))).toBe(2)
  expect([await runsOf("broken"), await runsOf("whole")]).toEqual([0, 1])
  const [row] = await database.db.select().from(schedules).where(eq(schedules.connectionId, broken))
  expect(row?.lastOutcome).toBe("not started: an error, see the log")
  await database.db.update(schedules).set({ timeZone: "Etc/UTC" }).where(eq(schedules.connectionId, broken))
  await runDueSchedules(database.ctx, at(11))
  expect(await runsOf("broken")).toBe(1)
})

test("a paused schedule does not run; its next runs are told, with its jitter and in its zone", async () => {
  const { id } = await createConnection(database.ctx, newConnectionSchema.parse({ name: "p", kind: "ambient" }))
  const made = await createSchedule(
    database.ctx,
    id,
    scheduleSchema.parse({ cron: "0 3 * * *", time_zone: "Europe/Berlin", jitter_seconds: 300 }),
  )
  expect(made).toMatchObject({ words: "At 03:00", name: "p", is_paused: false })
  expect(made.next_runs).toHaveLength(5)
  const [first] = made.next_runs
  const [row] = await database.db.select().from(schedules)
  expect(row?.nextRunAt?.toISOString()).toBe(first)
  const offset = (Date.parse(first ?? "") / 1000) % 3_600
  expect(offset).toBeLessThanOrEqual(300)
  const paused = await changeSchedule(database.ctx, id, changeScheduleSchema.parse({ is_paused: true }))
  expect(paused).toMatchObject({ is_paused: true, next_runs: [], cron: "0 3 * * *", jitter_seconds: 300 })
  expect(await runDueSchedules(database.ctx, new Date(Date.now() + 48 * HOUR))).toBe(0)
})

test("three failed runs in a row mark the connection, notify once, and the schedule goes on at its pace", async () => {
  const id = await scheduled("ill", { cron: "*/10 * * * *" })
  await createWebhook(
    database.ctx,
    newWebhookSchema.parse({ name: "w", url: "https://example.com/hook", events: ["connection.failing"] }),
  )
  const told = () => database.db.$count(webhookDeliveries)
  for (const [turn, minutes] of [10, 20, 30, 40].entries()) {
    await runDueSchedules(database.ctx, at(minutes))
    expect(await runsOf("ill")).toBe(turn + 1)
    await endAll("failed", at(minutes + 1))
    expect(await told()).toBe(turn < 2 ? 0 : 1)
    expect(await runDueSchedules(database.ctx, at(minutes + 2))).toBe(0)
  }
  const connection = async () => (await database.db.select().from(connections).where(eq(connections.id, id)))[0]
  expect(await connection()).toMatchObject({ failedRuns: 4, failingSince: at(31) })
  await runDueSchedules(database.ctx, at(50))
  await endAll("success")
  expect(await connection()).toMatchObject({ failedRuns: 0, failingSince: null })
})

const KILLS = sampleOf(5, 25)

test(`after ${KILLS} kills over an hour of simulated clock, each due run started once, and each message came under one id`, async () => {
  const random = seededRandom(seedOf("Kills of a ticking process", 7))
  const receiver = await startReceiver(() => ({ status: random.chance(0.2) ? 503 : 200 }))
  const hook = await createWebhook(
    database.ctx,
    newWebhookSchema.parse({ name: "all", url: receiver.url, events: ["scan.failed"] }),
  )
  const every = { five: 5, seven: 7, ten: 10, twelve: 12 }
  for (const [name, minutes] of Object.entries(every))
    await scheduled(name, { cron: `*/${minutes} * * * *`, catch_up_seconds: 3_600 })
  await livedThrough(START, START + HOUR, random)
  // What was answered with an error, or was being sent when the process was killed, comes again.
  await livedThrough(START + HOUR + MINUTE, START + 2 * HOUR, null)
  await database.db.update(schedules).set({ isPaused: true })
  const config = { ...database.config, webhookAllowedCidrs: ["127.0.0.0/8"] }
  await settleEndedScans(database.ctx, new Date(START + 2 * HOUR))
  for (let hours = 2; hours < 48; hours++) await deliverDue({ ...database.ctx, config }, new Date(START + hours * HOUR))
  await receiver.stop()

  for (const [name, minutes] of Object.entries(every)) {
    const wanted = Array.from({ length: 60 }, (_, index) => index + 1).filter((minute) => (minute % 60) % minutes === 0)
    const started = await database.db
      .select()
      .from(scans)
      .where(eq(scans.requestedBy, `schedule ${name}`))
    const later = Array.from({ length: 60 }, (_, index) => index + 61).filter((minute) => (minute % 60) % minutes === 0)
    expect(started.length, name).toBe(wanted.length + later.length)
  }
  const ended = await database.db.$count(scans, like(scans.requestedBy, "schedule %"))
  const sent = await database.db.select().from(webhookDeliveries)
  expect(sent.filter(({ state }) => state === "delivered").length).toBe(ended)
  const told = new Set(sent.map(({ payload }) => payload.data.scan_id))
  expect(told.size).toBe(ended)
  const received = new Set(receiver.got.map(({ headers }) => headers["webhook-id"]))
  expect(received).toEqual(new Set(sent.map(({ id }) => `msg_${id}`)))
  for (const { headers, body } of receiver.got) {
    // The library compares with the real clock, and our messages are of a simulated one.
    const signed = new Webhook(hook.secret ?? "").sign(
      String(headers["webhook-id"]),
      new Date(Number(headers["webhook-timestamp"]) * 1000),
      body,
    )
    expect(headers["webhook-signature"]).toBe(signed)
  }
})

/** Ticks from one moment to another in a process of its own, which is killed at random and started again. */
async function livedThrough(from: number, to: number, random: ReturnType<typeof seededRandom> | null): Promise<void> {
  let next = from
  for (let kills = random ? KILLS : 0; ; kills--) {
    const child = fork(compileProgram("e2e/support/ticker.ts"), {
      execArgv: [],
      env: {
        ...process.env,
        TICKER_DATABASE: database.url,
        TICKER_KEY: database.config.encryptionKey,
        TICKER_FROM: String(next),
        TICKER_TO: String(to),
      },
    })
    const end = await new Promise<"done" | "killed">((resolve) => {
      child.on("message", (message) => {
        if (message === "done") return resolve("done")
        next = Number(message) + MINUTE
        // Somewhere in the next minutes' work.
        if (random && kills > 0 && random.chance(0.6)) setTimeout(() => child.kill("SIGKILL"), random.below(60))
      })
      child.once("exit", () => resolve("killed"))
    })
    if (end === "done") return
  }
}
