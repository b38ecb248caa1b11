import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { authenticateToken, createToken } from "@/lib/auth/tokens"
import type { Db } from "@/lib/db/client"
import { openQueue, type TakenJob } from "@/lib/jobs/queue"
import { cancelScan } from "@/lib/scans/cancel"
import { expireScans } from "@/lib/scans/expire"
import { planHandler } from "@/lib/scans/plan/plan-scan"
import { getScan } from "@/lib/scans/read/get"
import { waitForScan } from "@/lib/scans/read/wait"
import { closeSlice } from "@/lib/scans/run/close-slice"
import { takeSlices } from "@/lib/scans/run/take-slices"
import { drainQueue, runScan } from "@/lib/work/serverless"
import { startWorker } from "@/lib/work/work"
import { generateAccount } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ask, until, untilEnded } from "../support/scanning"

const region = { ec2: 10, rds: 4, lambda: 4, elb: 2, vpc: 2 }
let database: TestDatabase
let sandbox: Sandbox

beforeEach(async () => {
  database = await openTestDatabase()
  sandbox = await startSandbox(generateAccount({ seed: 4, regions: { "us-east-1": region }, buckets: 2 }))
  database.config.aws.endpoint = sandbox.url
})
afterEach(async () => {
  vi.restoreAllMocks()
  await sandbox.stop()
  await database.close()
})

const job = async () =>
  (
    await database.db.execute<{ state: string; retry_count: number; output: { failures?: number } | null }>(sql`
      select state::text, retry_count, output from pgboss.job where name = 'scan' order by created_on desc limit 1`)
  )[0]
const never = { signal: new AbortController().signal, hold: () => {}, release: () => {} }

test("a job that is handed back again and again does not fail", async () => {
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs" }]
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  for (let times = 0; times < 22; times++) {
    const worker = await startWorker(database.ctx, 2)
    await until(async () => (await getScan(database.ctx, scanId)).slices[0]?.state === "running")
    await until(async () => (await job())?.state === "active")
    await worker.stop()
    expect(await job()).toMatchObject({ state: "retry", retry_count: 0 })
  }
  sandbox.faults.hang = []
  const worker = await startWorker(database.ctx, 2)
  expect((await untilEnded(database.ctx, scanId)).state).toBe("success")
  await worker.stop()
})

test("a slice that needs more time than a serverless call fails with a message that says what to do", async () => {
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs" }]
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  // The scan is planned first, so that the slice gets the whole call.
  await planHandler.run(database.ctx, { scanId }, never)
  await drainQueue(database.ctx, Date.now() + 1_000, async () => false, 2)
  const scan = await getScan(database.ctx, scanId)
  expect(scan.state).toBe("failed")
  expect(scan.slices[0]?.error).toMatchObject({
    code: "HostTimeLimit",
    message: expect.stringMatching(/npm run worker/),
  })
})

test("a job that is handed back is taken again before all later jobs", async () => {
  const first = await ask(database.ctx, { resource_types: ["vpc"] })
  await ask(database.ctx, { resource_types: ["vpc"] })
  const queue = await openQueue(database.db, database.config.pace)
  const [taken] = await queue.take(1)
  expect(taken?.data).toMatchObject({ kind: "plan", scanId: first })
  await queue.handBack(taken?.id ?? "")
  const [again] = await queue.take(1)
  expect(again?.id).toBe(taken?.id)
  await queue.stop()
})

test("a slice that starts late in a serverless call is handed back, and the next call finishes it", async () => {
  // Planning takes a good part of the call, so that the slice starts late in it.
  Object.assign(sandbox.faults, { latencyMs: 300, hang: [{ action: "ec2:DescribeVpcs", forMs: 1_000 }] })
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  await drainQueue(database.ctx, Date.now() + 1_200, async () => false, 2)
  const halfway = await getScan(database.ctx, scanId)
  expect(halfway).toMatchObject({ state: "running", slices: [{ error: null }] })
  await drainQueue(
    database.ctx,
    Date.now() + 20_000,
    async () => (await getScan(database.ctx, scanId)).state !== "running",
    2,
  )
  expect((await getScan(database.ctx, scanId)).state).toBe("success")
})

test("a job with a repeated error is retried after growing pauses, and its last error is kept", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {})
  await database.db.execute(sql`create function fail() returns trigger language plpgsql as
    $$ begin raise exception using errcode = '53100', message = 'the disk is full'; end $$`)
  await database.db.execute(sql`create trigger full_disk before insert on resources execute function fail()`)
  const startedAt = Date.now()
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  const worker = await startWorker(database.ctx, 2)
  const scan = await untilEnded(database.ctx, scanId)
  await worker.stop()
  expect(scan.slices[0]?.error).toMatchObject({
    code: "JobFailed",
    message: expect.stringContaining("the disk is full"),
  })
  // Four pauses, each twice as long as the one before it.
  expect(Date.now() - startedAt).toBeGreaterThan(database.config.pace.retrySeconds * 15 * 1_000 * 0.8)
  expect(log.mock.calls.flat().join("\n")).toMatch(/failed 5 times and is given up: .*the disk is full/)
})

test("the record of a job's failures survives a crash of its worker", async () => {
  await ask(database.ctx, { resource_types: ["vpc"] })
  const queue = await openQueue(database.db, database.config.pace)
  const [taken] = await queue.take(1)
  await queue.retryLater(taken?.id ?? "", 0, { failures: 3, error: "the disk is full" })
  await queue.take(1)
  await database.db.execute(sql`update pgboss.job set started_on = now() - interval '1 hour' where id = ${taken?.id}`)
  const again: TakenJob[] = []
  await until(async () => again.push(...(await queue.take(1))) > 0)
  await queue.stop()
  expect(again[0]).toMatchObject({ id: taken?.id, data: { failures: 3, error: "the disk is full" } })
})

test("a job of an unknown kind waits for a version that knows it", async () => {
  await ask(database.ctx, { resource_types: ["vpc"] })
  await database.db.execute(sql`update pgboss.job set data = '{"kind": "of tomorrow"}'`)
  const worker = await startWorker(database.ctx, 2)
  await until(async () => (await job())?.state === "retry")
  await worker.stop()
  expect(await job()).toMatchObject({ state: "retry", retry_count: 0 })
})

test("a slice that another worker took is not closed by the worker that lost it", async () => {
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  await planHandler.run(database.ctx, { scanId }, never)
  const [row] = await database.db.execute<{ id: string }>(sql`select id from scan_slices`)
  const [taken] = (await takeSlices(database.ctx, [row?.id ?? ""]))?.slices ?? []
  if (!taken) throw new Error("The slice could not be taken")
  await takeSlices(database.ctx, [row?.id ?? ""])
  const fate = { kind: "complete", warning: null } as const
  const cost = { calls: 1, retries: 0 }
  expect(await closeSlice(database.db, taken.slice, fate, new Set(), cost)).toBe(false)
  expect((await getScan(database.ctx, scanId)).slices[0]?.state).toBe("running")
  expect(await closeSlice(database.db, { ...taken.slice, attempt: 2 }, fate, new Set(), cost)).toBe(true)
  expect((await getScan(database.ctx, scanId)).state).toBe("success")
})

test("a serverless request whose client leaves answers only when its work is at rest", async () => {
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs" }]
  const ctx = { ...database.ctx, config: { ...database.config, isServerless: true } }
  const scanId = await ask(ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  const gone = new AbortController()
  const answer = runScan(ctx, scanId, gone.signal).catch((error: unknown) => error)
  await until(async () => (await getScan(ctx, scanId)).slices[0]?.state === "running")
  gone.abort()
  expect(await answer).toMatchObject({ code: "timeout" })
  expect(await job()).toMatchObject({ state: "retry", retry_count: 0 })
})

test("a token that may only scan can also wait for its scan, and cancel it", async () => {
  const token = await createToken(database.ctx, { name: "ci", scopes: ["scan"] })
  const ctx = { ...database.ctx, actor: await authenticateToken(database.db, token) }
  const worker = await startWorker(ctx, 2)
  const scanId = await ask(ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  expect((await waitForScan(ctx, scanId, 30)).state).toBe("success")
  await worker.stop()
  const other = await ask(ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  expect((await cancelScan(ctx, other)).state).toBe("cancelled")
  await expect(getScan(ctx, other)).rejects.toThrow('the scope "read"')
})

test("a refused database connection during planning is not reported as an unreachable AWS", async () => {
  const scanId = await ask(database.ctx, { resource_types: ["vpc"] })
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" })
  const db = new Proxy(database.db, {
    get: (target, name) => (name === "transaction" ? () => Promise.reject(refused) : Reflect.get(target, name)),
  }) as Db
  await expect(planHandler.run({ ...database.ctx, db }, { scanId }, never)).rejects.toThrow("ECONNREFUSED")
  expect(await getScan(database.ctx, scanId)).toMatchObject({ state: "queued", failure: null })
})

test("a scan without a worker fails after its time limit, and its keys are erased", async () => {
  const [queued, running, young] = [
    await ask(database.ctx, { resource_types: ["vpc"] }),
    await ask(database.ctx, { resource_types: ["vpc"] }),
    await ask(database.ctx, { resource_types: ["vpc"] }),
  ]
  await planHandler.run(database.ctx, { scanId: running ?? "" }, never)
  expect((await getScan(database.ctx, running ?? "")).slices).toHaveLength(1)
  expect(await expireScans(database.ctx)).toBe(0)
  await database.db.execute(
    sql`update scans set touched_at = now() - interval '25 hours' where id in (${queued}, ${running})`,
  )
  expect(await expireScans(database.ctx)).toBe(2)
  for (const id of [queued, running]) {
    const scan = await getScan(database.ctx, id ?? "")
    expect(scan).toMatchObject({ state: "failed", failure: { code: "NoWorker" } })
    expect(scan.slices.every(({ state }) => state === "cancelled")).toBe(true)
  }
  const rows = await database.db.execute(sql`select id from scans where sealed_credentials is not null`)
  expect(rows.map(({ id }) => id)).toEqual([young])
})

test("a scan that waits for another scan's slice is not forgotten while that scan goes on", async () => {
  const [leader, joined] = [
    await ask(database.ctx, { resource_types: ["vpc"] }),
    await ask(database.ctx, { resource_types: ["vpc"] }),
  ]
  for (const scanId of [leader, joined]) await planHandler.run(database.ctx, { scanId }, never)
  const age = (ids: string[]) =>
    database.db.execute(sql`update scans set touched_at = now() - interval '25 hours' where id in ${ids}`)
  await age([joined])
  expect(await expireScans(database.ctx)).toBe(0)
  await age([leader])
  expect(await expireScans(database.ctx)).toBe(2)
})

test("pg-boss's job table has the columns and the version that our SQL expects", async () => {
  const columns = await database.db.execute<{ name: string; type: string }>(sql`
    select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
    where attrelid = 'pgboss.job'::regclass and attnum > 0 and not attisdropped order by attnum`)
  expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "id uuid",
    "name text",
    "priority integer",
    "data jsonb",
    "state pgboss.job_state",
    "retry_limit integer",
    "retry_count integer",
    "retry_delay integer",
    "retry_backoff boolean",
    "start_after timestamp with time zone",
    "started_on timestamp with time zone",
    "singleton_key text",
    "singleton_on timestamp without time zone",
    "expire_in interval",
    "created_on timestamp with time zone",
    "completed_on timestamp with time zone",
    "keep_until timestamp with time zone",
    "output jsonb",
    "dead_letter text",
    "policy text",
  ])
  const [version] = await database.db.execute(sql`select version from pgboss.version`)
  expect(version).toEqual({ version: 24 })
})

test("jobs are taken in their order without sorting all that wait", async () => {
  await database.db.execute(sql`
    insert into pgboss.job (name, data, priority) select 'scan', '{}', -(i % 86) from generate_series(1, 20000) i`)
  await database.db.execute(sql`analyze pgboss.job`)
  // The question that pg-boss's fetch begins with.
  const plan = await database.db.execute(sql`
    explain select id, singleton_key, policy from pgboss.job
    where name = 'scan' and state < 'active' and start_after < now()
    order by priority desc, created_on, id limit 8 for update skip locked`)
  expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).not.toContain("Sort")
})
