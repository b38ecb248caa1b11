import { sql } from "drizzle-orm"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { Db } from "@/lib/db/client"
import { expireScans } from "@/lib/scans/expire"
import { planHandler } from "@/lib/scans/plan/plan-scan"
import { getScan } from "@/lib/scans/read/get"
import { drainQueue } from "@/lib/work/serverless"
import { startWorker } from "@/lib/work/work"
import { generateAccount } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ask, untilEnded } from "../support/scanning"

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
const never = { signal: new AbortController().signal, hold: () => {} }

test("a job that is handed back again and again is not a failed one", async () => {
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

test("a slice that needs longer than a serverless call fails in words that say what to do", async () => {
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs" }]
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  // Planned before, so that the slice has the whole of the call.
  await planHandler.run(database.ctx, { scanId }, never)
  await drainQueue(database.ctx, Date.now() + 3_000, async () => false, 2)
  const scan = await getScan(database.ctx, scanId)
  expect(scan.state).toBe("failed")
  expect(scan.slices[0]?.error).toMatchObject({
    code: "HostTimeLimit",
    message: expect.stringMatching(/npm run worker/),
  })
})

test("a slice that began late in a serverless call is handed back, and starts first in the next one", async () => {
  sandbox.faults.hang = [{ action: "ec2:DescribeVpcs", forMs: 1_500 }]
  const scanId = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  await drainQueue(database.ctx, Date.now() + 1_600, async () => false, 2)
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

test("an error that comes every time is tried again with pauses, and its last words are kept", async () => {
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
  // Pauses of 1, 2, 4 and 8 s.
  expect(Date.now() - startedAt).toBeGreaterThan(10_000)
  expect(log.mock.calls.flat().join("\n")).toMatch(/failed 5 times and is given up: .*the disk is full/)
})

test("a database that refuses a connection while a scan is planned is not called an unreachable AWS", async () => {
  const scanId = await ask(database.ctx, { resource_types: ["vpc"] })
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:5432"), { code: "ECONNREFUSED" })
  const db = new Proxy(database.db, {
    get: (target, name) => (name === "transaction" ? () => Promise.reject(refused) : Reflect.get(target, name)),
  }) as Db
  await expect(planHandler.run({ ...database.ctx, db }, { scanId }, never)).rejects.toThrow("ECONNREFUSED")
  expect(await getScan(database.ctx, scanId)).toMatchObject({ state: "queued", failure: null })
})

test("a scan that nobody works on is failed after its time, and its keys are erased", async () => {
  const [queued, running, young] = [
    await ask(database.ctx, { resource_types: ["vpc"] }),
    await ask(database.ctx, { resource_types: ["vpc"] }),
    await ask(database.ctx, { resource_types: ["vpc"] }),
  ]
  await planHandler.run(database.ctx, { scanId: running ?? "" }, never)
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

test("pg-boss's job table is the one that our statements were written for", async () => {
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

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 30))
}
