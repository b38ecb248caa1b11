import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import { loadConnection } from "@/lib/access/credentials"
import { runDiscovery } from "@/lib/access/organisation/discover"
import { readPart } from "@/lib/aws/optional"
import { addResourceType, getResourceType } from "@/lib/aws/resource-types/registry"
import { changeConnection, createConnection } from "@/lib/connections/connections"
import { roleDocuments } from "@/lib/connections/documents/documents"
import { testSavedConnection } from "@/lib/connections/preflight"
import { deleteConnection } from "@/lib/connections/remove"
import { scanConnection } from "@/lib/connections/scan"
import { changeConnectionSchema, connectionScanSchema, newConnectionSchema } from "@/lib/connections/schemas"
import type { Ctx } from "@/lib/context"
import { type Db, isDatabaseError, openDb } from "@/lib/db/client"
import { listResources } from "@/lib/inventory/read/list"
import { listQuerySchema } from "@/lib/inventory/schemas"
import { toOutcome } from "@/lib/scans/read/outcome"
import { scanRequestSchema } from "@/lib/scans/schemas"
import { startScan } from "@/lib/scans/start"
import { generateAccount } from "../sandbox/generate"
import type { SeenCall } from "../sandbox/server"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, change, KEYS, openBench, scanAll, untilEnded } from "../support/scanning"
import { found } from "../support/slices"

const REGION = "us-east-1"
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  const account = generateAccount({
    seed: 23,
    buckets: 3,
    regions: { [REGION]: { ec2: 4, rds: 4, lambda: 4, elb: 4, vpc: 3 } },
  })
  bench = await openBench(database.ctx, account)
  await scanAll(database.ctx)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

const state = () => {
  const found = bench.sandbox.account.regions[REGION]
  if (!found) throw new Error("no region")
  return found
}
const list = async (query: Record<string, string>) =>
  (await listResources(database.ctx, listQuerySchema.parse({ limit: 1000, ...query }))).resources
const scan = (...resource_types: string[]) => scanAll(database.ctx, { regions: [REGION], resource_types })

/** Puts a text in the place of another one in the answers of an operation, for one scan. */
async function withText<T>(key: RegExp, from: RegExp, to: string, act: () => Promise<T>): Promise<T> {
  bench.sandbox.replace = ({ key: called, answer }: SeenCall) =>
    key.test(called) ? { ...answer, bytes: Buffer.from(answer.bytes.toString().replace(from, to)) } : null
  try {
    return await act()
  } finally {
    bench.sandbox.replace = null
  }
}

test("what PostgreSQL cannot hold is stored as U+FFFD, and the row with it", async () => {
  const [instance] = state().reservations.flatMap(({ Instances }) => Instances ?? [])
  if (!instance) throw new Error("no instance")
  change(bench.sandbox.account, () => {
    instance.State = { Name: "stopped" }
    instance.Tags = [{ Key: "note", Value: "NULHERE" }]
  })
  const outcome = await withText(/DescribeInstances/, /NULHERE/, "a&#0;b&#xD800;c", () => scan("ec2"))
  expect(outcome).toMatchObject({ status: "success", import_stats: { errors: 0 } })
  const [row] = await list({ q: `id:${instance.InstanceId}` })
  expect(row).toMatchObject({ status: "stopped", tags: { note: "a\ufffdb\ufffdc" } })
  const [fn] = state().functions
  await withText(/ListFunctions/, /"Description":"[^"]*"/g, `"Description":"x\\u0000y\\ud800"`, () => scan("lambda"))
  const [stored] = await list({ q: `id:${fn?.FunctionName}` })
  expect(stored?.type_specific_properties.description).toBe("x\ufffdy\ufffd")
})

test("one malformed value keeps what was known, and the rest is stored", async () => {
  const before = await list({ type: "rds" })
  const [one] = before
  const inside = (text: string) =>
    new RegExp(
      `(<DBInstance>(?:(?!</DBInstance>)[\\s\\S])*<DBInstanceIdentifier>${one?.resource_id}</DBInstanceIdentifier>(?:(?!</DBInstance>)[\\s\\S])*?)${text}`,
    )
  for (const [from, to] of [
    ["<InstanceCreateTime>[^<]*</InstanceCreateTime>", "<InstanceCreateTime/>"],
    ["<InstanceCreateTime>[^<]*</InstanceCreateTime>", "<InstanceCreateTime>2026-13-01T00:00:00Z</InstanceCreateTime>"],
    ["<AllocatedStorage>[^<]*</AllocatedStorage>", "<AllocatedStorage/>"],
    ["<MultiAZ>[^<]*</MultiAZ>", "<MultiAZ/>"],
    ["<VpcSecurityGroups>", "<VpcSecurityGroups>text"],
  ] as const) {
    const outcome = await withText(/DescribeDBInstances/, inside(from), `$1${to}`, () => scan("rds"))
    expect(outcome, to).toMatchObject({
      status: "partial",
      resources_found: { rds: 4 },
      import_stats: { changed: 0, removed: 0 },
    })
    expect(outcome.errors?.[0]?.message).toBe(
      `A value of ${one?.resource_id} could not be read; what was known of it is kept.`,
    )
    expect((await list({ type: "rds" })).map(({ last_seen_at: _, ...row }) => row)).toEqual(
      before.map(({ last_seen_at: _, ...row }) => row),
    )
  }
})

test("no tag set means no tags under either name, and a listed region EU or none is asked for", async () => {
  bench.sandbox.faults.fail = [{ action: "s3:GetBucketTagging", status: 404, code: "NoSuchTagSetError" }]
  const outcome = await scan("s3")
  bench.sandbox.faults.fail = []
  expect(outcome.status).toBe("success")
  const before = (await list({ type: "s3" })).map(({ id }) => id)
  for (const to of ["<BucketRegion></BucketRegion>", "<BucketRegion/>"]) {
    expect(await withText(/ListBuckets/, /<BucketRegion>[^<]*<\/BucketRegion>/g, to, () => scan("s3"))).toMatchObject({
      status: "success",
      import_stats: { removed: 0, created: 0 },
    })
    expect((await list({ type: "s3" })).map(({ id }) => id)).toEqual(before)
  }
})

test("a database that is being created has no port 0, and DocumentDB has a console of its own", async () => {
  const [database_] = state().databases
  if (!database_) throw new Error("no database")
  change(bench.sandbox.account, () => {
    delete database_.Endpoint
    database_.DbInstancePort = 0
    database_.Engine = "docdb"
  })
  await scan("rds")
  const [row] = await list({ q: `id:${database_.DBInstanceIdentifier}` })
  expect(row?.type_specific_properties).toMatchObject({ port: null, engine: "docdb" })
  const { region = "", resource_id: resourceId = "", arn = null, type_specific_properties: properties = {} } = row ?? {}
  expect(getResourceType("rds").consolePath({ resourceId, region, arn, properties })).toBe(
    `/docdb/home?region=${REGION}#clusters`,
  )
})

test("a VPC that another account shares has unknown tags, not none", async () => {
  const [vpc] = state().vpcs
  if (!vpc) throw new Error("no VPC")
  change(bench.sandbox.account, () => {
    vpc.OwnerId = "999999999999"
    vpc.Tags = []
    vpc.VpcId = "vpc-0shared"
  })
  await scan("vpc")
  const [row] = await list({ q: "id:vpc-0shared" })
  expect(row?.tags).toBeNull()
  expect(await list({ q: "id:vpc-0shared is:untagged" })).toEqual([])
})

test("a resource that cannot be stored is not called verified", async () => {
  await database.db.execute(sql`alter table resources add constraint no_long_status check (length(status) < 60)`)
  const [instance] = state().reservations.flatMap(({ Instances }) => Instances ?? [])
  if (!instance) throw new Error("no instance")
  const outcome = await withText(
    /DescribeInstances/,
    new RegExp(`(${instance.InstanceId}[\\s\\S]*?<name>)[a-z]+`),
    `$1${"x".repeat(80)}`,
    () => scan("ec2"),
  )
  expect(outcome).toMatchObject({ status: "partial", import_stats: { errors: 1 } })
  const [row] = await list({ q: `id:${instance.InstanceId}` })
  expect(row?.unverified_since).not.toBeNull()
  await scan("ec2")
  expect((await list({ q: `id:${instance.InstanceId}` }))[0]?.unverified_since).toBeNull()
})

const unverified = async (query: Record<string, string>) => {
  const rows = await list(query)
  return { all: rows.length, unverified: rows.filter((row) => row.unverified_since !== null).length }
}

test("a region that is no longer enabled is said once, and its resources are unverified", async () => {
  const { account } = bench.sandbox
  account.regions["eu-west-1"] = { ...state(), reservations: structuredClone(state().reservations) }
  change(account, () => {
    account.enabledRegions = [...new Set([...account.enabledRegions, REGION, "eu-west-1"])]
  })
  await scanAll(database.ctx, { resource_types: ["ec2"] })
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 0 })
  const enabled = account.enabledRegions
  change(account, () => {
    account.enabledRegions = enabled.filter((name) => name !== "eu-west-1")
  })
  const outcome = await scanAll(database.ctx, { resource_types: ["ec2"] })
  expect(outcome).toMatchObject({ status: "partial", import_stats: { removed: 0 } })
  expect(outcome.errors).toEqual([
    {
      ...{ region: "eu-west-1", resource_type: "ec2", code: "NoLongerScanned", missing_permission: null },
      message: "AWS no longer lists this region as enabled for the account. The 4 resources known there are kept.",
    },
  ])
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 4 })
  expect(await unverified({ type: "ec2", region: REGION })).toMatchObject({ unverified: 0 })
  const now = new Date().toISOString()
  expect(await list({ type: "ec2", region: "eu-west-1", as_of: now, q: "is:unverified" })).toHaveLength(4)
  // It is said once.
  expect((await scanAll(database.ctx, { resource_types: ["ec2"] })).status).toBe("success")
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 4 })
  change(account, () => {
    account.enabledRegions = enabled
  })
  expect((await scanAll(database.ctx, { resource_types: ["ec2"] })).status).toBe("success")
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 0 })
})

test("where the regions cannot be listed, a connection's own are unverified, and nobody else's", async () => {
  const [identity] = bench.sandbox.account.identities
  if (!identity) throw new Error("no identity")
  const { ctx } = database
  const connection = await createConnection(
    ctx,
    newConnectionSchema.parse({
      ...{ name: "Everywhere", kind: "keys", home_region: REGION, regions: ["*"], ...KEYS, resource_types: ["ec2"] },
    }),
  )
  const run = async () =>
    toOutcome(await untilEnded(ctx, await scanConnection(ctx, connection.id, connectionScanSchema.parse({}))))
  expect((await run()).message).toMatch(/^Scan complete/)
  identity.deny = [{ action: "ec2:DescribeRegions" }]
  // Keys that see less say nothing of what others read.
  await scanAll(ctx, { resource_types: ["ec2"] })
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 0 })
  const { errors } = await run()
  identity.deny = []
  expect(errors?.map(({ message }) => message).join()).toContain(
    "This region was not scanned, because the enabled regions could not be listed.",
  )
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 4 })
  expect((await run()).status).toBe("success")
  expect(await unverified({ type: "ec2" })).toMatchObject({ unverified: 0 })
  // What a deleted connection leaves behind is scanned by nobody.
  await deleteConnection(ctx, connection.id, false)
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toEqual({ all: 4, unverified: 4 })
  expect((await scanAll(ctx, { resource_types: ["ec2"] })).status).toBe("success")
})

test("what is taken out of a connection is unverified with its next scan, and a narrower scan says nothing of the rest", async () => {
  const { ctx } = database
  const connection = await createConnection(
    ctx,
    newConnectionSchema.parse({
      ...{ name: "Shop", kind: "keys", home_region: REGION, regions: [REGION, "eu-west-1"], ...KEYS },
      resource_types: ["ec2", "vpc"],
    }),
  )
  const run = async (narrow = {}) => {
    const scan_id = await scanConnection(ctx, connection.id, connectionScanSchema.parse(narrow))
    return { outcome: toOutcome(await untilEnded(ctx, scan_id)), scan_id }
  }
  expect((await run()).outcome.message).toMatch(/^Scan complete/)
  expect((await run({ resource_types: ["ec2"] })).outcome.status).toBe("success")
  expect((await unverified({ type: "vpc" })).unverified).toBe(0)
  await changeConnection(
    ctx,
    connection.id,
    changeConnectionSchema.parse({ resource_types: ["ec2"], regions: [REGION] }),
  )
  const { outcome, scan_id } = await run()
  expect(outcome.status).toBe("partial")
  expect(
    outcome.errors?.map(({ resource_type, region, message }) => [resource_type, region, message.split(".")[0]]),
  ).toEqual([
    ["ec2", "eu-west-1", "The connection no longer scans this region"],
    ["vpc", "eu-west-1", "The connection no longer scans this type"],
    ["vpc", REGION, "The connection no longer scans this type"],
  ])
  // It is no reason why a scan fails.
  expect(outcome.message).toContain("3 problems")
  expect(await unverified({ type: "ec2", region: "eu-west-1" })).toMatchObject({ unverified: 4 })
  const vpcs = await unverified({ type: "vpc" })
  expect(vpcs.unverified).toBe(vpcs.all)
  await expect(startScan(ctx, scanRequestSchema.parse({ retry_of: scan_id }))).rejects.toThrow("no longer scanned")
  expect((await run()).outcome.status).toBe("success")
})

/** A type of this test's own: what each parent holds is a list of its own. */
function addParts() {
  const vpc = getResourceType("vpc")
  return addResourceType({
    ...vpc,
    ...{ type: "part", name: "Parts", view: "parts", display: {}, learned: {} },
    async *list(context) {
      for (const parent of parents)
        yield* readPart(context, `The parts of ${parent.name}`, "ecs:ListServices", pagesOf(parent))
    },
  })
}
const parents = [
  { name: "one", parts: ["a", "b"], isDenied: false },
  { name: "two", parts: ["c", "d"], isDenied: false },
]
async function* pagesOf({ parts, isDenied }: (typeof parents)[number]) {
  for (const [at, part] of parts.entries()) {
    if (isDenied && at > 0) throw Object.assign(new Error("no"), { name: "AccessDeniedException" })
    yield [found(part)]
  }
}

test("a part of a list that is denied keeps what came, removes nothing, and leaves the slice unverified", async () => {
  const takeAway = addParts()
  onTestFinished(takeAway)
  const [one, two] = parents
  if (!one || !two) throw new Error("no parents")
  expect((await scan("part")).resources_found).toEqual({ part: 4 })
  expect(await unverified({ q: "type:part" })).toEqual({ all: 4, unverified: 0 })
  const before = new Date().toISOString()
  two.isDenied = true
  one.parts = ["a", "new"]
  const outcome = await scan("part")
  expect(outcome).toMatchObject({
    status: "partial",
    resources_found: { part: 3 },
    import_stats: { created: 1, removed: 0, errors: 0 },
    errors: [
      {
        code: "AccessDenied",
        message: "The parts of two could not be listed. This identity may not call ecs:ListServices.",
        missing_permission: "ecs:ListServices",
      },
    ],
  })
  // Neither what was gone from the part that was read, nor what is in the other one.
  expect(await unverified({ q: "type:part" })).toEqual({ all: 5, unverified: 5 })
  expect(await unverified({ q: "type:part", as_of: before })).toEqual({ all: 4, unverified: 0 })
  expect(await unverified({ q: "type:part", as_of: new Date().toISOString() })).toEqual({ all: 5, unverified: 5 })
  two.isDenied = false
  expect((await scan("part")).import_stats).toMatchObject({ removed: 1 })
  expect(await unverified({ q: "type:part" })).toEqual({ all: 4, unverified: 0 })
})

test("a database that fails is not reported as AWS's fault by a test, a discovery or a role template", async () => {
  const { ctx } = database
  const keys = { aws_access_key_id: KEYS.aws_access_key_id, aws_secret_access_key: KEYS.aws_secret_access_key }
  const base = await createConnection(ctx, newConnectionSchema.parse({ name: "base", kind: "keys", ...keys }))
  const role_arn = "arn:aws:iam::123456789012:role/reader"
  const role = await createConnection(
    ctx,
    newConnectionSchema.parse({ name: "by base", kind: "role", base: base.id, role_arn, is_draft: true }),
  )
  const row = await loadConnection(database.db, role.id)
  // The connection itself is loaded; the one whose keys assume its role is not.
  const failing = (loads: number): Ctx => {
    let left = loads
    const get = (target: Db, name: string | symbol) =>
      name === "select" && left-- <= 0 ? closed.select.bind(closed) : Reflect.get(target, name)
    return { ...ctx, db: new Proxy(database.db, { get }) }
  }
  const closed = openDb({ databaseUrl: "postgres://nobody@127.0.0.1:1/none" })
  const calls = bench.sandbox.calls.length
  await expect(testSavedConnection(failing(1), role.id)).rejects.toSatisfy(isDatabaseError)
  await expect(runDiscovery(failing(0), row, randomUUID())).rejects.toSatisfy(isDatabaseError)
  await expect(roleDocuments(failing(1), role.id)).rejects.toSatisfy(isDatabaseError)
  expect(bench.sandbox.calls).toHaveLength(calls)
  await closed.$client.end()
})
