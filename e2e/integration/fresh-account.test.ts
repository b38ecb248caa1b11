import { afterAll, beforeAll, expect, test } from "vitest"
import { partitionOf, regionNames } from "@/lib/aws/regions"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { actionOf, listsOf } from "@/lib/aws/types/contract"
import { derivedSpecs } from "../sandbox/derived"
import { generateAccount } from "../sandbox/generate"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, openBench, scanAll } from "../support/scanning"

/** As many as AWS enables in a new account. */
const REGIONS = Object.keys(regionNames)
  .filter((code) => partitionOf(code) === "aws")
  .slice(0, 17)
const [, THIN = ""] = REGIONS
/** What services say in an account that never used them. */
const NOT_SWITCHED_ON: Readonly<Record<string, string>> = {
  ...{ ElastiCache: "OptInRequired", Redshift: "OptInRequired", OpenSearch: "SubscriptionRequiredException" },
  ...{ EKS: "SubscriptionRequiredException", Firehose: "SubscriptionRequiredException", Cognito: "OptInRequired" },
}
/** What services say in a region where they are not offered. */
const NOT_OFFERED: Readonly<Record<string, string>> = {
  ...{ SNS: "InvalidAction", "Elastic Beanstalk": "InvalidAction", CloudTrail: "UnsupportedOperationException" },
  ...{ CodePipeline: "UnknownOperationException", DynamoDB: "UnknownOperationException" },
}
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  const nothing = { ec2: 0, rds: 0, lambda: 0, elb: 0, vpc: 0 }
  const account = generateAccount({
    ...{ seed: 3, buckets: 0 },
    regions: Object.fromEntries(REGIONS.map((name) => [name, nothing])),
  })
  account.indexed = []
  for (const identity of account.identities) identity.allow = ["*"]
  bench = await openBench(database.ctx, account)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

/** @throws Error for a service that has no type. */
const answersOf = (codes: Readonly<Record<string, string>>, region?: string) => {
  for (const name of Object.keys(codes))
    if (!derivedSpecs.some(({ service }) => service.name === name)) throw new Error(`No service ${name}`)
  return derivedSpecs.flatMap((spec) => {
    const code = codes[spec.service.name]
    return code
      ? (spec.parent ? [spec.parent] : listsOf(spec)).map(({ operation }) => ({
          ...{ action: actionOf(spec, operation), status: 400, code, ...(region && { region }) },
        }))
      : []
  })
}

test("a first scan of a fresh account, with all types over seventeen regions, ends green", async () => {
  const [off, thin] = [answersOf(NOT_SWITCHED_ON), answersOf(NOT_OFFERED, THIN)]
  bench.sandbox.faults.fail = [...off, ...thin]
  const { view } = await scanAll(database.ctx, { resource_types: ["*"] })
  bench.sandbox.faults.fail = []
  const red = view.slices.filter(({ state }) => state !== "done")
  expect(red.map(({ resource_type, region, error }) => ({ resource_type, region, error }))).toEqual([])
  expect(view).toMatchObject({ state: "success", counts: { found: 0, removed: 0 } })
  expect(new Set(view.slices.map(({ resource_type }) => resource_type))).toEqual(new Set(resourceTypeKeys))
  expect(new Set(view.slices.map(({ region }) => region))).toEqual(new Set([...REGIONS, "global"]))
  for (const { action } of [...off, ...thin])
    expect(
      bench.sandbox.calls.some((call) => call.action === action && call.status === 400),
      action,
    ).toBe(true)
})

test("a denial in the same account is said, and is never taken for a service that is not there", async () => {
  const denied = answersOf({ ElastiCache: "AccessDenied", SNS: "AuthorizationError" }, THIN)
  bench.sandbox.faults.fail = denied.map((one) => ({ ...one, status: 403 }))
  const { view } = await scanAll(database.ctx, {
    resource_types: ["elasticache_cluster", "sns_topic"],
    regions: [THIN],
  })
  bench.sandbox.faults.fail = []
  expect(view.slices.map(({ state }) => state)).toEqual(["failed", "failed"])
  expect(view.slices.map(({ error }) => error?.missing_permission).sort()).toEqual([
    "elasticache:DescribeCacheClusters",
    "sns:ListTopics",
  ])
})
