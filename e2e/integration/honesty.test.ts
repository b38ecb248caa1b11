import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { summarise } from "@/lib/inventory/read/facets"
import { listResources } from "@/lib/inventory/read/list"
import { listQuerySchema } from "@/lib/inventory/schemas"
import type { Identity } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, change, openBench, scanAll } from "../support/scanning"

const region = { ec2: 12, rds: 6, lambda: 8, elb: 5, vpc: 2 }
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(
    database.ctx,
    generateAccount({ seed: 5, regions: { "us-east-1": region, "eu-west-1": region }, buckets: 10 }),
  )
  await scanAll(database.ctx)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})
beforeEach(() => {
  identity().deny = []
  bench.sandbox.faults.errorRate = 0
  bench.sandbox.faults.fail = []
})

const identity = (): Identity => {
  const [first] = bench.sandbox.account.identities
  if (!first) throw new Error("no identity")
  return first
}
const regionOf = (name: string) => {
  const state = bench.sandbox.account.regions[name]
  if (!state) throw new Error(`no region ${name}`)
  return state
}
const list = (query: Record<string, string>) =>
  listResources(database.ctx, listQuerySchema.parse({ limit: 1000, ...query }))

test("a denied type makes the scan partial, names the missing action, and keeps its resources", async () => {
  identity().deny = [{ action: "rds:DescribeDBInstances" }]
  const before = await list({ type: "rds" })
  expect(before.resources).toHaveLength(12)
  const outcome = await scanAll(database.ctx)
  expect(outcome.status).toBe("partial")
  expect(outcome.errors).toHaveLength(2)
  expect(outcome.errors?.[0]).toEqual({
    region: "eu-west-1",
    resource_type: "rds",
    code: "AccessDenied",
    message: "This identity may not call rds:DescribeDBInstances.",
    missing_permission: "rds:DescribeDBInstances",
  })
  expect(outcome.resources_found).toMatchObject({ rds: 0, ec2: 24 })
  expect(outcome.import_stats.removed).toBe(0)
  const after = await list({ type: "rds" })
  expect(after.resources.map(({ id }) => id)).toEqual(before.resources.map(({ id }) => id))
  expect(after.resources.every(({ unverified_since, removed_at }) => unverified_since && !removed_at)).toBe(true)
  expect(await verifiedOf("ec2")).toEqual({ verified: 24, unverified: 0 })
})

test("a slice that can be read again is verified again", async () => {
  identity().deny = [{ action: "rds:DescribeDBInstances" }]
  await scanAll(database.ctx, { resource_types: ["rds"] })
  expect(await verifiedOf("rds")).toEqual({ verified: 0, unverified: 12 })
  identity().deny = []
  await scanAll(database.ctx, { resource_types: ["rds"] })
  expect(await verifiedOf("rds")).toEqual({ verified: 12, unverified: 0 })
})

async function verifiedOf(type: string): Promise<{ verified: number; unverified: number }> {
  const { resources } = await list({ type })
  const verified = resources.filter(({ unverified_since }) => unverified_since === null).length
  return { verified, unverified: resources.length - verified }
}

test("a denial in one region keeps the results of the other regions", async () => {
  identity().deny = [{ action: "ec2:DescribeInstances", region: "eu-west-1" }]
  const outcome = await scanAll(database.ctx, { resource_types: ["ec2"] })
  expect(outcome.status).toBe("partial")
  expect(outcome.resources_found).toEqual({ ec2: 12 })
  expect(outcome.errors?.map((error) => error.region)).toEqual(["eu-west-1"])
})

test("if every slice is denied, the scan fails with AccessDenied", async () => {
  identity().deny = [{ action: "ec2:DescribeVpcs" }]
  const { view } = await scanAll(database.ctx, { resource_types: ["vpc"] })
  expect(view.state).toBe("failed")
  expect(view.failure).toMatchObject({ at: "denied", code: "AccessDenied" })
})

test("unreadable tags keep their last values, and the scan is partial", async () => {
  const tagsOfAll = async () =>
    (await list({ type: "lambda,s3,elb" })).resources.map(({ id, type, tags }) => ({ id, type, tags }))
  const before = await tagsOfAll()
  const tagged = before.filter(({ tags }) => Object.keys(tags ?? {}).length > 0)
  expect(new Set(tagged.map(({ type }) => type))).toEqual(new Set(["lambda", "s3", "elb"]))
  identity().deny = [
    { action: "lambda:ListTags" },
    { action: "s3:GetBucketTagging" },
    { action: "elasticloadbalancing:DescribeTags" },
  ]
  const outcome = await scanAll(database.ctx, { resource_types: ["lambda", "s3", "elb"] })
  expect(outcome.status).toBe("partial")
  expect(outcome.resources_found).toEqual({ lambda: 16, s3: 10, elb: 10 })
  expect(outcome.import_stats).toMatchObject({ updated: 36, changed: 0, errors: 0 })
  expect(new Set(outcome.errors?.map((error) => error.missing_permission))).toEqual(
    new Set(["lambda:ListTags", "s3:GetBucketTagging", "elasticloadbalancing:DescribeTags"]),
  )
  expect(await tagsOfAll()).toEqual(before)
})

test("a list that fails on its second page keeps the resources of the first page and removes nothing", async () => {
  const state = regionOf("us-east-1")
  const [gone] = state.databases
  if (!gone) throw new Error("no database")
  const kept = state.databases
  change(bench.sandbox.account, () => {
    // More databases than RDS lists on a page, and none of the known ones.
    state.databases = Array.from({ length: 130 }, (_, n) => ({
      ...gone,
      DBInstanceIdentifier: `many-${String(n).padStart(3, "0")}`,
      DBInstanceArn: `${gone.DBInstanceArn}-${n}`,
    }))
  })
  bench.sandbox.faults.fail = [{ action: "rds:DescribeDBInstances", laterPages: true, status: 500 }]
  const { view } = await scanAll(database.ctx, { resource_types: ["rds"], regions: ["us-east-1"] })
  expect(view).toMatchObject({ state: "failed", counts: { created: 100, removed: 0 } })
  expect((await list({ type: "rds", region: "us-east-1" })).resources).toHaveLength(kept.length + 100)
  bench.sandbox.faults.fail = []
  change(bench.sandbox.account, () => {
    state.databases = kept
  })
  const again = await scanAll(database.ctx, { resource_types: ["rds"], regions: ["us-east-1"] })
  expect(again.import_stats).toMatchObject({ updated: kept.length, removed: 100 })
})

test("a failing bucket or region loses no bucket, and the tags keep their last values", async () => {
  const { buckets } = bench.sandbox.account
  const tagged = buckets.filter(({ tags }) => tags)
  const [failing] = tagged
  const far = tagged.find(({ region: at }) => at !== failing?.region)
  if (!failing || !far) throw new Error("too few buckets")
  const tagsOf = async (name: string) => (await list({ type: "s3", q: name })).resources[0]?.tags
  const before = await tagsOf(far.name)
  expect(before).toBeTruthy()
  bench.sandbox.faults.fail = [
    { action: "s3:GetBucketTagging", resource: failing.name, status: 500 },
    { action: "s3:GetBucketTagging", region: far.region, status: 0 },
  ]
  const outcome = await scanAll(database.ctx, { resource_types: ["s3"] })
  expect(outcome).toMatchObject({ status: "partial", resources_found: { s3: buckets.length } })
  expect(outcome.errors).toHaveLength(1)
  expect(outcome.import_stats).toMatchObject({ changed: 0, removed: 0, errors: 0 })
  expect(await tagsOf(far.name)).toEqual(before)
})

test("an environment that Lambda cannot decrypt keeps its stored values and counts as unchanged", async () => {
  const state = regionOf("us-east-1")
  const made = state.functions.find(({ Environment }) => Environment?.Variables)
  if (!made?.Environment) throw new Error("no function with an environment")
  const known = made.Environment
  const row = async () =>
    (
      await database.db.execute(sql`
        select type_specific_properties -> 'environment' as names, sealed_values, values_digest, fingerprint
        from resources where resource_id = ${made.FunctionName} and region = 'us-east-1'`)
    )[0]
  const before = await row()
  expect(before?.sealed_values).toBeTruthy()
  change(bench.sandbox.account, () => {
    made.Environment = { Error: { ErrorCode: "AccessDeniedException", Message: "kms" } }
  })
  const outcome = await scanAll(database.ctx, { resource_types: ["lambda"], regions: ["us-east-1"] })
  expect(outcome.status).toBe("partial")
  expect(outcome.errors?.[0]).toMatchObject({ code: "AccessDeniedException", missing_permission: "kms:Decrypt" })
  expect(outcome.import_stats).toMatchObject({ changed: 0 })
  expect(await row()).toEqual(before)
  change(bench.sandbox.account, () => {
    made.Environment = known
  })
  const again = await scanAll(database.ctx, { resource_types: ["lambda"], regions: ["us-east-1"] })
  expect(again).toMatchObject({ status: "success", import_stats: { changed: 0 } })
})

test("an environment that was never readable is unknown until it can be read", async () => {
  const state = regionOf("us-east-1")
  const fresh = {
    ...state.functions[0],
    FunctionName: "opaque",
    FunctionArn: `${state.functions[0]?.FunctionArn}-opaque`,
  }
  change(bench.sandbox.account, () => {
    state.functions.push({ ...fresh, Environment: { Error: { ErrorCode: "AccessDeniedException" } } })
    state.functionTags[fresh.FunctionArn] = {}
  })
  await scanAll(database.ctx, { resource_types: ["lambda"], regions: ["us-east-1"] })
  const environment = async () =>
    (await list({ type: "lambda", q: "opaque" })).resources[0]?.type_specific_properties.environment
  expect(await environment()).toBeNull()
  change(bench.sandbox.account, () => {
    state.functions.splice(-1, 1, { ...fresh, Environment: { Variables: { LEVEL: "debug" } } })
  })
  await scanAll(database.ctx, { resource_types: ["lambda"], regions: ["us-east-1"] })
  expect(await environment()).toEqual(["LEVEL"])
  change(bench.sandbox.account, () => {
    state.functions.pop()
  })
})

test("a slice that fails is unverified only if it holds resources", async () => {
  const unverified = async () => (await summarise(database.ctx)).unverifiedSlices
  await scanAll(database.ctx)
  expect(await unverified()).toBe(0)
  await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["af-south-1"] })
  expect(await unverified()).toBe(0)
  identity().deny = [{ action: "ec2:DescribeVpcs", region: "eu-west-1" }]
  await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["eu-west-1"] })
  expect(await unverified()).toBe(1)
  identity().deny = []
  await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["eu-west-1"] })
  expect(await unverified()).toBe(0)
})

test("if the regions cannot be listed, only the home region is scanned, and an error says so", async () => {
  identity().deny = [{ action: "ec2:DescribeRegions" }]
  const outcome = await scanAll(database.ctx, { resource_types: ["vpc"] })
  expect(outcome.status).toBe("partial")
  expect(outcome.view.slices.map((slice) => slice.region)).toEqual(["us-east-1"])
  expect(outcome.errors?.[0]).toMatchObject({
    resource_type: null,
    code: "AccessDenied",
    missing_permission: "ec2:DescribeRegions",
  })
})

test("a region that is not enabled is reported, and the other regions keep their results", async () => {
  const outcome = await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1", "af-south-1"] })
  expect(outcome).toMatchObject({
    status: "partial",
    resources_found: { vpc: 2 },
    errors: [{ region: "af-south-1", code: "RegionNotEnabled" }],
  })
})

test("a region that hangs fails at its deadline and does not block the others", async () => {
  database.config.sliceTimeoutSeconds = 2
  bench.sandbox.faults.hang = [{ action: "ec2:DescribeVpcs", region: "eu-west-1" }]
  const outcome = await scanAll(database.ctx, { resource_types: ["vpc"] })
  database.config.sliceTimeoutSeconds = 1800
  bench.sandbox.faults.hang = []
  expect(outcome).toMatchObject({
    status: "partial",
    resources_found: { vpc: 2 },
    errors: [{ region: "eu-west-1", code: "Timeout" }],
  })
})

test("a row that cannot be stored counts as an error with its reason, and the rest of its page is stored", async () => {
  const state = bench.sandbox.account.regions["us-east-1"]
  const broken = state?.functions[3]
  if (!state || !broken) throw new Error("no function")
  change(bench.sandbox.account, () => {
    broken.Description = "refused"
    state.functions.push({
      ...state.functions[0],
      FunctionName: "brand-new",
      FunctionArn: `${state.functions[0]?.FunctionArn}-new`,
    })
    state.functionTags[`${state.functions[0]?.FunctionArn}-new`] = {}
  })
  await database.db.execute(sql`alter table resources add constraint no_refused
    check (type_specific_properties ->> 'description' is distinct from 'refused')`)
  const outcome = await scanAll(database.ctx, { resource_types: ["lambda"], regions: ["us-east-1"] })
  expect(outcome.status).toBe("partial")
  expect(outcome.resources_found).toEqual({ lambda: 9 })
  expect(outcome.import_stats).toMatchObject({ created: 1, updated: 7, errors: 1, removed: 0 })
  expect(outcome.errors?.[0]).toMatchObject({ code: "NotStored", message: "1 resource could not be stored." })
  expect(outcome.view.slices[0]?.row_errors[0]?.resource_id).toBe(broken.FunctionName)
  expect((await list({ type: "lambda", q: "brand-new" })).resources).toHaveLength(1)
  const [row] = await database.db.execute(
    sql`select removed_at from resources where resource_id = ${broken.FunctionName}`,
  )
  expect(row?.removed_at).toBeNull()
})
