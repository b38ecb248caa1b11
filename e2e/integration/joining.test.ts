import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { cancelScan } from "@/lib/scans/cancel"
import { getScan } from "@/lib/scans/read/get"
import { listScans } from "@/lib/scans/read/list"
import { toOutcome } from "@/lib/scans/read/outcome"
import type { ScanSummary, ScanView } from "@/lib/scans/read/view"
import { generateAccount } from "../sandbox/generate"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ask, type Bench, openBench, scanAll, untilEnded } from "../support/scanning"

const region = { ec2: 20, rds: 5, lambda: 6, elb: 4, vpc: 2 }
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(
    database.ctx,
    generateAccount({ seed: 21, regions: { "us-east-1": region, "eu-west-1": region }, buckets: 5 }),
  )
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})
beforeEach(() => {
  bench.sandbox.calls.length = 0
  bench.sandbox.faults.hang = []
  const [identity] = bench.sandbox.account.identities
  if (identity) identity.deny = []
})

const deny = (action: string, inRegion?: string) => {
  const [identity] = bench.sandbox.account.identities
  if (identity) identity.deny = [{ action, ...(inRegion && { region: inRegion }) }]
}
/** Slows calls down, so that a second scan is planned while the first scan's slice is running. */
const slowDown = (...actions: string[]) => {
  bench.sandbox.faults.hang = actions.map((action) => ({ action, forMs: 600 }))
}
const callsOf = (action: string) => bench.sandbox.calls.filter((call) => call.action === action).length

async function until(scanId: string, holds: (scan: ScanView) => boolean): Promise<ScanView> {
  for (;;) {
    const scan = await getScan(database.ctx, scanId)
    if (holds(scan)) return scan
    await new Promise((done) => setTimeout(done, 20))
  }
}
const isRunning = (scan: ScanView) => scan.slices.some(({ state }) => state === "running")

test("two scans that ask for the same slices at the same time run them once", async () => {
  slowDown("ec2:DescribeInstances", "ec2:DescribeVpcs")
  const ids = await Promise.all([
    ask(database.ctx, { resource_types: ["ec2", "vpc"] }),
    ask(database.ctx, { resource_types: ["vpc", "ec2"] }),
  ])
  const both = await Promise.all(ids.map((id) => untilEnded(database.ctx, id)))
  expect(callsOf("ec2:DescribeInstances")).toBe(2)
  expect(callsOf("ec2:DescribeVpcs")).toBe(2)
  for (const scan of both) {
    expect(scan.state).toBe("success")
    expect(toOutcome(scan)).toMatchObject({
      resources_found: { ec2: 40, vpc: 4 },
      import_stats: { created: 44, updated: 0, errors: 0 },
    })
  }
  const [joined] = both.flatMap(({ slices }) => slices).filter(({ joined_scan_id }) => joined_scan_id)
  expect(ids).toContain(joined?.joined_scan_id)
  const [changes] = await database.db.execute(sql`select count(*)::int from resource_changes`)
  expect(changes?.count).toBe(44)
})

test("a scan joins running slices, shows their progress, and runs the other slices itself", async () => {
  slowDown("ec2:DescribeVpcs")
  const first = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  await until(first, isRunning)
  const second = await ask(database.ctx, { resource_types: ["vpc"] })
  const midway = await until(second, ({ slices }) => slices.length > 0)
  expect(midway.slices.find((slice) => slice.region === "us-east-1")).toMatchObject({
    state: "running",
    joined_scan_id: first,
  })
  const scan = await untilEnded(database.ctx, second)
  expect(toOutcome(scan).resources_found).toEqual({ vpc: 4 })
  expect(callsOf("ec2:DescribeVpcs")).toBe(2)
})

test("a slice that started more than a minute ago is not joined, because its data may be too old", async () => {
  slowDown("ec2:DescribeVpcs")
  const first = await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] })
  await until(first, isRunning)
  await database.db.execute(
    sql`update scan_slices set started_at = now() - interval '61 seconds' where scan_id = ${first}`,
  )
  const second = await untilEnded(
    database.ctx,
    await ask(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1"] }),
  )
  expect(second.slices[0]).toMatchObject({ state: "done", joined_scan_id: null })
  expect(callsOf("ec2:DescribeVpcs")).toBe(2)
  await untilEnded(database.ctx, first)
})

test("if the first scan is cancelled, the scan that joined it runs the slice itself", async () => {
  slowDown("rds:DescribeDBInstances")
  const first = await ask(database.ctx, { resource_types: ["rds"], regions: ["us-east-1"] })
  await until(first, isRunning)
  const second = await ask(database.ctx, { resource_types: ["rds"], regions: ["us-east-1"] })
  expect((await until(second, isRunning)).slices[0]?.joined_scan_id).toBe(first)
  await cancelScan(database.ctx, first)
  const scan = await untilEnded(database.ctx, second)
  expect(scan).toMatchObject({ state: "success", slices: [{ joined_scan_id: null }] })
  expect(toOutcome(scan).resources_found).toEqual({ rds: 5 })
  expect((await getScan(database.ctx, first)).state).toBe("cancelled")
})

test("a failure is not shared: the scan that joined tries with its own credentials", async () => {
  slowDown("elasticloadbalancing:DescribeLoadBalancers")
  deny("elasticloadbalancing:DescribeLoadBalancers")
  const first = await ask(database.ctx, { resource_types: ["elb"], regions: ["us-east-1"] })
  await until(first, isRunning)
  const second = await ask(database.ctx, { resource_types: ["elb"], regions: ["us-east-1"] })
  expect((await until(second, isRunning)).slices[0]?.joined_scan_id).toBe(first)
  expect((await untilEnded(database.ctx, first)).state).toBe("failed")
  deny("nothing:AtAll")
  const scan = await untilEnded(database.ctx, second)
  expect(toOutcome(scan)).toMatchObject({ status: "success", resources_found: { elb: 4 } })
})

test("a retry is a new scan of only the slices that failed", async () => {
  deny("rds:DescribeDBInstances", "eu-west-1")
  const { view } = await scanAll(database.ctx, { resource_types: ["rds", "vpc"] })
  expect(view.state).toBe("partial")
  deny("nothing:AtAll")
  bench.sandbox.calls.length = 0
  const retried = await untilEnded(database.ctx, await ask(database.ctx, { retry_of: view.scan_id }))
  expect(retried).toMatchObject({ state: "success", retry_of: view.scan_id, resource_types: ["rds"] })
  expect(retried.slices.map(({ resource_type, region: at }) => [resource_type, at])).toEqual([["rds", "eu-west-1"]])
  expect(bench.sandbox.calls.map(({ action }) => action)).toEqual(["sts:GetCallerIdentity", "rds:DescribeDBInstances"])
})

test("a retry needs something to retry, and keys of the same account", async () => {
  const { view } = await scanAll(database.ctx, { resource_types: ["vpc"] })
  await expect(ask(database.ctx, { retry_of: view.scan_id })).rejects.toMatchObject({
    code: "invalid",
    fields: [{ path: "retry_of" }],
  })
  await expect(ask(database.ctx, { retry_of: "00000000-0000-4000-8000-000000000000" })).rejects.toMatchObject({
    code: "invalid",
  })
  deny("ec2:DescribeVpcs")
  const failed = await scanAll(database.ctx, { resource_types: ["vpc"] })
  await database.db.execute(sql`update scans set account_id = '999999999999' where id = ${failed.view.scan_id}`)
  const refused = await untilEnded(database.ctx, await ask(database.ctx, { retry_of: failed.view.scan_id }))
  expect(refused.failure).toMatchObject({
    at: "refused",
    code: "OtherAccount",
    message: expect.stringContaining("999999999999"),
  })
  // A retry of the retry has the same slices and the same account.
  const again = await untilEnded(database.ctx, await ask(database.ctx, { retry_of: refused.scan_id }))
  expect(again.failure).toMatchObject({ code: "OtherAccount" })
  await database.db.execute(sql`update scans set account_id = ${view.account_id} where id = ${again.scan_id}`)
  const third = await untilEnded(database.ctx, await ask(database.ctx, { retry_of: again.scan_id }))
  expect(third.slices.map(({ resource_type, region: at }) => [resource_type, at])).toEqual(
    failed.view.slices.map((slice) => [slice.resource_type, slice.region]),
  )
})

test("scans are found by state, by account and by who started them", async () => {
  const ines = { ...database.ctx, actor: { kind: "system", name: "ines@example.com" } as const }
  await scanAll(ines, { resource_types: ["vpc"], regions: ["us-east-1"] })
  const all = await listScans(database.ctx, 100)
  const assertFinds = async (filter: Parameters<typeof listScans>[2], matches: (scan: ScanSummary) => boolean) => {
    const expected = all.filter(matches)
    expect(expected.length).toBeGreaterThan(0)
    expect(expected.length).toBeLessThan(all.length)
    expect(await listScans(database.ctx, 100, filter)).toEqual(expected)
  }
  await assertFinds({ state: "failed" }, ({ state }) => state === "failed")
  await assertFinds({ state: "cancelled" }, ({ state }) => state === "cancelled")
  await assertFinds({ q: "99999999" }, ({ account_id }) => account_id === "999999999999")
  await assertFinds({ q: "TESTER@" }, ({ requested_by }) => requested_by === "tester@example.com")
  await assertFinds({ q: "ines@" }, ({ requested_by }) => requested_by === "ines@example.com")
  await assertFinds(
    { q: "tester@", state: "success" },
    ({ requested_by, state }) => requested_by === "tester@example.com" && state === "success",
  )
  expect(await listScans(database.ctx, 100, { q: "100%" })).toEqual([])
})
