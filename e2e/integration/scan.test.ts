import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { listChanges } from "@/lib/inventory/read/changes"
import { listResources } from "@/lib/inventory/read/list"
import { listQuerySchema } from "@/lib/inventory/schemas"
import { describeMissing } from "@/lib/inventory/search/describe-missing"
import { resourceRowId } from "@/lib/inventory/write/digest"
import { getScan } from "@/lib/scans/read/get"
import { toOutcome } from "@/lib/scans/read/outcome"
import { companyAccount } from "../sandbox/company"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ask, type Bench, change, KEYS, openBench, scanAll, untilEnded } from "../support/scanning"

let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(database.ctx, companyAccount())
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

const everything = (query: Record<string, string> = {}) =>
  listResources(database.ctx, listQuerySchema.parse({ limit: 1000, ...query }))

/** Stores a VPC as another scan would, while the first scan's list is on its way. */
const storeVpc = (id: string, age: string) =>
  database.db.execute(sql`
    insert into resources (id, account_id, region, type, resource_id, type_specific_properties, fingerprint, slice_region, first_seen_at, seen_at, last_changed_at)
    select ${resourceRowId("123456789012", "eu-central-1", "vpc", id)}, '123456789012', 'eu-central-1', 'vpc', ${id}, '{}', 'x', 'eu-central-1', at, at, at
    from (select now() - ${age}::interval as at) as seen`)

test("a first scan treats a resource that another scan stored meanwhile as known, without an error", async () => {
  const vpcs = bench.sandbox.account.regions["eu-central-1"]?.vpcs ?? []
  const id = vpcs[0]?.VpcId ?? ""
  bench.sandbox.faults.latencyMs = 600
  const first = await ask(database.ctx, { resource_types: ["vpc"], regions: ["eu-central-1"] })
  while ((await getScan(database.ctx, first)).slices[0]?.state !== "running")
    await new Promise((done) => setTimeout(done, 20))
  await new Promise((done) => setTimeout(done, 300))
  await storeVpc(id, "1 day")
  const scan = await untilEnded(database.ctx, first)
  bench.sandbox.faults.latencyMs = 0
  expect(scan.state).toBe("success")
  expect(toOutcome(scan).import_stats).toEqual({
    created: vpcs.length - 1,
    updated: 1,
    errors: 0,
    changed: 1,
    removed: 0,
  })
  await database.db.execute(sql`delete from resources`)
})

test("a first scan creates every resource and leaves no credentials behind", async () => {
  const outcome = await scanAll(database.ctx)
  expect(outcome.status).toBe("success")
  expect(outcome.resources_found).toEqual({ ec2: 269, rds: 39, lambda: 165, s3: 76, elb: 37, vpc: 14 })
  expect(outcome.import_stats).toEqual({ created: 600, updated: 0, errors: 0, changed: 0, removed: 0 })
  expect((await everything()).resources).toHaveLength(600)
  const [left] = await database.db.execute<{ count: number }>(
    sql`select count(*)::int from scans where sealed_credentials is not null`,
  )
  expect(left?.count).toBe(0)
})

test("a rescan without changes counts all as updated and writes no row of resources or changes", async () => {
  const before = await database.db.execute(
    sql`select sum(hashtext(id::text || xmin::text || ctid::text)::bigint)::text as mark from resources`,
  )
  const [changes] = await database.db.execute(sql`select count(*)::int from resource_changes`)
  const outcome = await scanAll(database.ctx)
  expect(outcome.import_stats).toEqual({ created: 0, updated: 600, errors: 0, changed: 0, removed: 0 })
  expect(
    await database.db.execute(
      sql`select sum(hashtext(id::text || xmin::text || ctid::text)::bigint)::text as mark from resources`,
    ),
  ).toEqual(before)
  expect((await database.db.execute(sql`select count(*)::int from resource_changes`))[0]).toEqual(changes)
})

test("a rescan records what changed, what was removed and what returned", async () => {
  const region = bench.sandbox.account.regions["us-east-1"]
  const database_ = region?.databases[0]
  const gone = region?.databases[1]
  if (!region || !database_ || !gone) throw new Error("the account has no databases")
  change(bench.sandbox.account, () => {
    database_.DBInstanceClass = "db.r7g.16xlarge"
    database_.TagList = [
      { Key: "env", Value: "prod" },
      { Key: "moved", Value: "" },
    ]
    region.databases.splice(1, 1)
  })
  const outcome = await scanAll(database.ctx, { resource_types: ["rds"] })
  expect(outcome.import_stats).toEqual({ created: 0, updated: 38, errors: 0, changed: 1, removed: 1 })

  const [changed] = (await everything({ q: String(database_.DBInstanceArn) })).resources
  const [change_] = (await listChanges(database.ctx, changed?.id ?? "")).changes
  expect(change_?.kind).toBe("changed")
  expect(change_?.fields).toMatchObject({
    instance_class: { new: "db.r7g.16xlarge" },
    "tag:moved": { old: null, new: "" },
  })

  const [removed] = (await everything({ q: String(gone.DBInstanceArn), removed: "show" })).resources
  expect(removed?.removed_at).not.toBeNull()
  expect((await everything({ q: String(gone.DBInstanceArn) })).resources).toEqual([])

  change(bench.sandbox.account, () => region.databases.push(gone))
  const again = await scanAll(database.ctx, { resource_types: ["rds"] })
  expect(again.import_stats).toEqual({ created: 0, updated: 39, errors: 0, changed: 1, removed: 0 })
  const [back] = (await everything({ q: String(gone.DBInstanceArn) })).resources
  expect(back).toMatchObject({ id: removed?.id, removed_at: null, first_seen_at: removed?.first_seen_at })
})

test("a type that has become empty reports 0, and its resources are removed", async () => {
  const region = bench.sandbox.account.regions["ap-south-1"]
  if (!region) throw new Error("no such region")
  const count = region.vpcs.length
  change(bench.sandbox.account, () => {
    region.vpcs = []
  })
  const outcome = await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["ap-south-1"] })
  expect(outcome.resources_found).toEqual({ vpc: 0 })
  expect(outcome.import_stats.removed).toBe(count)
  expect(outcome.message).toBe("Scan complete. Found 0 resources.")
})

test("a scan without regions covers the credentials' region, and the buckets of all regions", async () => {
  const outcome = await scanAll(database.ctx, {
    regions: null,
    resource_types: ["s3", "elb"],
    credentials: { ...KEYS, region: "eu-central-1" },
  })
  expect(outcome.view.slices.map(({ resource_type, region }) => `${resource_type} ${region}`).sort()).toEqual([
    "elb eu-central-1",
    "s3 global",
  ])
  expect(outcome.resources_found.s3).toBe(76)
  const regions = new Set((await everything({ type: "s3" })).resources.map(({ region }) => region))
  expect(regions.size).toBe(4)
})

test("a slice does not remove what another scan found after the slice started", async () => {
  const id = "vpc-0123456789abcdef0"
  bench.sandbox.faults.latencyMs = 600
  const first = await ask(database.ctx, { resource_types: ["vpc"], regions: ["eu-central-1"] })
  while ((await getScan(database.ctx, first)).slices[0]?.state !== "running")
    await new Promise((done) => setTimeout(done, 20))
  await storeVpc(id, "0")
  await describeMissing(database.db, () => {})
  expect((await untilEnded(database.ctx, first)).state).toBe("success")
  bench.sandbox.faults.latencyMs = 0
  expect((await everything({ q: id })).resources).toHaveLength(1)
  // A later scan does not find it, so now it is removed.
  await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["eu-central-1"] })
  expect((await everything({ q: id })).resources).toEqual([])
})

test("every type has its SQL view, with typed columns", async () => {
  for (const view of ["ec2_instances", "rds_instances", "lambda_functions", "s3_buckets", "load_balancers", "vpcs"]) {
    const [row] = await database.db.execute<{ count: number }>(sql`select count(*)::int from ${sql.identifier(view)}`)
    expect(row?.count, view).toBeGreaterThan(0)
  }
  const [sum] = await database.db.execute(
    sql`select sum(allocated_storage) > 0 as ok, max(port) <= 65535 as port from rds_instances`,
  )
  expect(sum).toEqual({ ok: true, port: true })
})
