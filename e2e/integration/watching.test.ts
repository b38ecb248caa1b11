import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { authenticateToken, createToken, revokeTokens } from "@/lib/auth/tokens"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { cancelScan } from "@/lib/scans/cancel"
import { followScan, type ScanChange } from "@/lib/scans/read/follow"
import { getScan } from "@/lib/scans/read/get"
import { waitForScan } from "@/lib/scans/read/wait"
import { watchScan } from "@/lib/scans/read/watch"
import { generateAccount } from "../sandbox/generate"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ask, type Bench, openBench, scanAll, untilEnded } from "../support/scanning"

const region = { ec2: 20, rds: 5, lambda: 6, elb: 4, vpc: 2 }
const never = new AbortController().signal
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  const account = generateAccount({ seed: 8, regions: { "us-east-1": region, "eu-west-1": region }, buckets: 5 })
  bench = await openBench(database.ctx, account)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})
beforeEach(() => {
  bench.sandbox.faults.hang = []
})

const hang = () => {
  bench.sandbox.faults.hang = [{ action: "ec2:DescribeVpcs", region: "eu-west-1" }]
}

async function readerCtx(name: string): Promise<Ctx> {
  const token = await createToken(database.ctx, { name, scopes: ["read"] })
  return { ...database.ctx, actor: await authenticateToken(database.db, token) }
}

test("the first event has every slice, later ones only changed slices, and the last one is the end", async () => {
  bench.sandbox.faults.hang = [{ action: "ec2:DescribeVpcs", region: "eu-west-1", forMs: 700 }]
  const scanId = await ask(database.ctx, { resource_types: ["ec2", "vpc"] })
  // One slice takes 0.7 s, so the scan is still open when it has been planned.
  while ((await getScan(database.ctx, scanId)).slices.length < 4) await new Promise((done) => setTimeout(done, 20))
  const events: string[] = []
  for await (const event of watchScan(database.ctx, scanId, never)) events.push(event)
  expect(events.at(-1)).toBe("event: end\ndata: {}\n\n")
  const seen = events.slice(0, -1).map((event) => JSON.parse(event.split("\ndata: ")[1] ?? ""))
  expect(seen.at(-1)).toMatchObject({ state: "success", status: "success", progress: { slices_done: 4 } })
  expect(seen[0].slices).toHaveLength(4)
  expect(seen.length).toBeGreaterThan(1)
  const slices = new Map<string, string>()
  for (const slice of seen.flatMap((scan) => scan.slices)) {
    const key = `${slice.resource_type} ${slice.region}`
    expect(slices.get(key), key).not.toBe(JSON.stringify(slice))
    slices.set(key, JSON.stringify(slice))
  }
  expect([...slices.values()].map((slice) => JSON.parse(slice).state)).toEqual(["done", "done", "done", "done"])
})

test("a watcher that comes before the planning is told of every slice, also of those that wait", async () => {
  // More slices than the worker runs at a time.
  bench.sandbox.faults.latencyMs = 150
  const scanId = await ask(database.ctx)
  let planned: ScanChange | undefined
  for await (const change of followScan(database.ctx, scanId, never)) {
    if (change?.state !== "running") continue
    planned = change
    break
  }
  bench.sandbox.faults.latencyMs = 0
  expect(planned?.slices).toHaveLength(11)
  expect(planned?.slices.some(({ state }) => state === "waiting")).toBe(true)
  await untilEnded(database.ctx, scanId)
})

test("a hundred watchers of one scan query the database no more often than one watcher", async () => {
  hang()
  const queriesWith = async (watchers: number) => {
    const scanId = await ask(database.ctx, { resource_types: ["vpc"] })
    const leave = new AbortController()
    const counted = counting(database.db)
    const watching = Array.from({ length: watchers }, async () => {
      for await (const _ of followScan({ ...database.ctx, db: counted.db }, scanId, leave.signal));
    })
    await new Promise((done) => setTimeout(done, 500))
    const before = counted.queries()
    await new Promise((done) => setTimeout(done, 1_500))
    const count = counted.queries() - before
    leave.abort()
    await Promise.all(watching)
    await cancelScan(database.ctx, scanId)
    return count
  }
  const one = await queriesWith(1)
  expect(one).toBeGreaterThan(3)
  // Were each watcher to ask by itself, there would be a hundred times as many.
  expect(await queriesWith(100)).toBeLessThan(one * 2)
})

/** A database that counts the queries it is asked. */
function counting(db: Db): { db: Db; queries: () => number } {
  let queries = 0
  const get = (target: Db, name: string | symbol) => {
    if (name === "select" || name === "execute") queries++
    return Reflect.get(target, name)
  }
  return { db: new Proxy(db, { get }), queries: () => queries }
}

test("a watcher with a revoked token is stopped, and another watcher goes on", async () => {
  hang()
  const scanId = await ask(database.ctx, { resource_types: ["vpc"] })
  const [revoked, kept] = [await readerCtx("short"), await readerCtx("long")]
  const leave = new AbortController()
  let isKeptGone = false
  const keeping = (async () => {
    for await (const _ of followScan(kept, scanId, leave.signal));
    isKeptGone = true
  })()
  const watching = (async () => {
    for await (const _ of followScan(revoked, scanId, never));
  })()
  await new Promise((done) => setTimeout(done, 100))
  await revokeTokens(database.ctx, "short")
  await watching
  expect(isKeptGone).toBe(false)
  leave.abort()
  await keeping
  await cancelScan(database.ctx, scanId)
})

test("a watcher can leave at any time, and needs permission and an existing scan", async () => {
  hang()
  const scanId = await ask(database.ctx, { resource_types: ["vpc"] })
  const leave = new AbortController()
  const watching = (async () => {
    for await (const _ of followScan(database.ctx, scanId, leave.signal));
  })()
  await new Promise((done) => setTimeout(done, 300))
  leave.abort()
  await watching
  await cancelScan(database.ctx, scanId)
  const scanner = { ...database.ctx, actor: { kind: "token", id: "x", name: "t", scopes: ["scan"] } as const }
  await expect(watchScan(scanner, scanId, never).next()).rejects.toMatchObject({ code: "forbidden" })
  const unknown = "00000000-0000-4000-8000-000000000000"
  await expect(followScan(database.ctx, unknown, never).next()).rejects.toMatchObject({ code: "not_found" })
})

test("waiting ends when the scan ends, when the time is up, or when the caller leaves", async () => {
  const quick = await ask(database.ctx, { resource_types: ["elb"] })
  expect(await waitForScan(database.ctx, quick, 30)).toMatchObject({ state: "success" })
  hang()
  const slow = await ask(database.ctx, { resource_types: ["vpc"] })
  await expect(waitForScan(database.ctx, slow, 1)).rejects.toMatchObject({ code: "timeout", scanId: slow })
  const gone = new AbortController()
  const waiting = waitForScan(database.ctx, slow, 300, gone.signal)
  gone.abort()
  await expect(waiting).rejects.toMatchObject({ code: "timeout" })
  await cancelScan(database.ctx, slow)
})

test("a scan's counts are the sums of its slices' counts, while it runs and after its end", async () => {
  bench.sandbox.faults.latencyMs = 40
  const scanId = await ask(database.ctx)
  for (let look = 0; look < 20; look++) {
    await assertCounts()
    await new Promise((done) => setTimeout(done, 25))
  }
  const scan = await untilEnded(database.ctx, scanId)
  expect(scan).toMatchObject({ state: "success", counts: { slices_done: 11, slices_total: 11, found: 79 } })
  await assertCounts()
  bench.sandbox.faults.latencyMs = 0
  await scanAll(database.ctx, { resource_types: ["lambda", "rds"] })
  await assertCounts()
})

/** One statement sees one snapshot, so the counts and the sums must be equal at every moment. */
async function assertCounts(): Promise<void> {
  const wrong = await database.db.execute(sql`
    select s.id from scans s left join lateral (
      select count(*)::int as total, count(*) filter (where state in ('waiting', 'running'))::int as open,
        count(*) filter (where state = 'failed')::int as failed,
        count(*) filter (where state = 'failed' and error_code = 'AccessDenied')::int as denied,
        count(*) filter (where state in ('partial', 'failed', 'cancelled'))::int as incomplete,
        coalesce(sum(found), 0)::int as found, coalesce(sum(created), 0)::int as created,
        coalesce(sum(updated), 0)::int as updated, coalesce(sum(changed), 0)::int as changed,
        coalesce(sum(removed), 0)::int as removed, coalesce(sum(errors), 0)::int as errors,
        coalesce(sum(aws_calls), 0)::int as aws_calls, coalesce(sum(retries), 0)::int as retries,
        coalesce((select sum(value::int) from jsonb_each_text(s.found_by_type)), 0)::int as by_type,
        coalesce((select sum(value::int) from jsonb_each_text(s.found_by_region)), 0)::int as by_region
      from scan_slices where scan_id = s.id
    ) c on true
    where (s.slices_total, s.slices_open, s.slices_failed, s.slices_denied, s.slices_incomplete, s.found, s.created,
      s.updated, s.changed, s.removed, s.errors, s.aws_calls, s.retries, s.found, s.found)
      is distinct from (c.total, c.open, c.failed, c.denied, c.incomplete, c.found, c.created, c.updated, c.changed,
      c.removed, c.errors, c.aws_calls, c.retries, c.by_type, c.by_region)`)
  expect(wrong).toEqual([])
}
