import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
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
})

const identity = (): Identity => {
  const [first] = bench.sandbox.account.identities
  if (!first) throw new Error("no identity")
  return first
}
const list = (query: Record<string, string>) =>
  listResources(database.ctx, listQuerySchema.parse({ limit: 1000, ...query }))

test("a denied type is partial, names the missing action, and leaves what was known untouched", async () => {
  identity().deny = [{ action: "rds:DescribeDBInstances" }]
  const before = await list({ type: "rds" })
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
  expect((await list({ type: "ec2" })).resources.every(({ unverified_since }) => unverified_since === null)).toBe(true)
})

test("a slice that can be read again is verified again", async () => {
  await scanAll(database.ctx, { resource_types: ["rds"] })
  expect((await list({ type: "rds" })).resources.every(({ unverified_since }) => unverified_since === null)).toBe(true)
})

test("a denial in one region leaves the others' results standing", async () => {
  identity().deny = [{ action: "ec2:DescribeInstances", region: "eu-west-1" }]
  const outcome = await scanAll(database.ctx, { resource_types: ["ec2"] })
  expect(outcome.status).toBe("partial")
  expect(outcome.resources_found).toEqual({ ec2: 12 })
  expect(outcome.errors?.map((error) => error.region)).toEqual(["eu-west-1"])
})

test("where every slice is denied, the scan has failed with AccessDenied", async () => {
  identity().deny = [{ action: "ec2:DescribeVpcs" }]
  const { view } = await scanAll(database.ctx, { resource_types: ["vpc"] })
  expect(view.state).toBe("failed")
  expect(view.failure).toMatchObject({ at: "denied", code: "AccessDenied" })
})

test("tags that cannot be read are kept as they were, and the slice is partial", async () => {
  const before = (await list({ type: "lambda" })).resources.map(({ id, tags }) => ({ id, tags }))
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
  expect((await list({ type: "lambda" })).resources.map(({ id, tags }) => ({ id, tags }))).toEqual(before)
})

test("a list cut off before its end removes nothing", async () => {
  const known = (await list({ type: "ec2", region: "us-east-1" })).resources.length
  const state = bench.sandbox.account.regions["us-east-1"]
  if (!state) throw new Error("no region")
  const kept = state.reservations
  change(bench.sandbox.account, () => {
    state.reservations = kept.slice(0, 1)
  })
  bench.sandbox.faults.errorRate = 1
  const { view } = await scanAll(database.ctx, { resource_types: ["ec2"], regions: ["us-east-1"] })
  expect(view.state).toBe("failed")
  expect((await list({ type: "ec2", region: "us-east-1" })).resources).toHaveLength(known)
  bench.sandbox.faults.errorRate = 0
  change(bench.sandbox.account, () => {
    state.reservations = kept
  })
})

test("where regions cannot be listed, the home region is scanned and the rest is said", async () => {
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

test("a region that is not enabled is told so, and the others stand", async () => {
  const outcome = await scanAll(database.ctx, { resource_types: ["vpc"], regions: ["us-east-1", "af-south-1"] })
  expect(outcome).toMatchObject({
    status: "partial",
    resources_found: { vpc: 2 },
    errors: [{ region: "af-south-1", code: "RegionNotEnabled" }],
  })
})

test("a region that hangs fails at its deadline and holds up no other", async () => {
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

test("a row that cannot be stored counts as an error with its reason, and its page is not lost", async () => {
  const state = bench.sandbox.account.regions["us-east-1"]
  const broken = state?.functions[3]
  if (!state || !broken) throw new Error("no function")
  change(bench.sandbox.account, () => {
    broken.Description = "a NUL \u0000 which jsonb cannot hold"
    state.functions.push({
      ...state.functions[0],
      FunctionName: "brand-new",
      FunctionArn: `${state.functions[0]?.FunctionArn}-new`,
    })
    state.functionTags[`${state.functions[0]?.FunctionArn}-new`] = {}
  })
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
