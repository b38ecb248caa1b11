import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { MINIMAL_POLICY } from "../sandbox/account"
import { generateAccount } from "../sandbox/generate"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, openBench, scanAll } from "../support/scanning"

const COUNTS = { ec2: 2345, rds: 230, lambda: 112, elb: 430, vpc: 57 }
const BUCKETS = 1100
let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(
    database.ctx,
    generateAccount({ seed: 42, regions: { "us-east-1": COUNTS }, buckets: BUCKETS }),
  )
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

test("a large region is read completely, by count and by id, with only the 13 actions", async () => {
  const outcome = await scanAll(database.ctx)
  expect(outcome.status).toBe("success")
  expect(outcome.resources_found).toEqual({ ...COUNTS, s3: BUCKETS })
  expect(outcome.import_stats).toMatchObject({ created: 4274, updated: 0, errors: 0 })
  expect(await idsOf(database)).toEqual(expectedIds(bench))

  // Besides the 13 actions, one call tries the tag index. Its denial is not an error.
  const others = bench.sandbox.calls.filter(({ action }) => !MINIMAL_POLICY.includes(action))
  expect(others).toMatchObject([{ action: "tag:GetResources", region: "us-east-1", status: 400 }])
  const refused = bench.sandbox.calls.filter((call) => call.status !== 200 && !others.includes(call))
  expect(refused.every(({ action, status }) => action === "s3:GetBucketTagging" && status === 404)).toBe(true)
})

test("a scan makes no more calls than the page sizes need", () => {
  const count = (action: string) => bench.sandbox.calls.filter((call) => call.action === action).length
  const balancers = bench.sandbox.account.regions["us-east-1"]
  const batches = Math.ceil((balancers?.balancers.length ?? 0) / 20) + Math.ceil((balancers?.classics.length ?? 0) / 20)
  expect(count("ec2:DescribeInstances")).toBe(3)
  expect(count("rds:DescribeDBInstances")).toBe(3)
  expect(count("rds:ListTagsForResource")).toBe(0)
  expect(count("lambda:ListFunctions")).toBe(3)
  expect(count("lambda:ListTags")).toBe(112)
  expect(count("s3:ListAllMyBuckets")).toBe(1)
  expect(count("s3:GetBucketLocation")).toBe(0)
  expect(count("s3:GetBucketTagging")).toBe(BUCKETS)
  expect(count("elasticloadbalancing:DescribeLoadBalancers")).toBe(2)
  expect(count("elasticloadbalancing:DescribeTags")).toBe(batches)
  expect(count("ec2:DescribeVpcs")).toBe(1)
})

test("with the tag index, one call reads a hundred resources' tags, and the tags are the same", async () => {
  const tags = () => database.db.execute(sql`select id, tags from resources order by id`)
  const before = await tags()
  const [identity] = bench.sandbox.account.identities
  if (!identity) throw new Error("no identity")
  identity.allow = [...MINIMAL_POLICY, "tag:GetResources"]
  bench.sandbox.calls.length = 0
  const outcome = await scanAll(database.ctx, { resource_types: ["lambda", "s3"] })
  // Unread tags would stay the same too, but the scan would be partial.
  expect(outcome.status).toBe("success")
  expect(outcome.import_stats).toEqual({ created: 0, updated: 1212, errors: 0, changed: 0, removed: 0 })
  expect(await tags()).toEqual(before)
  const count = (action: string) => bench.sandbox.calls.filter((call) => call.action === action).length
  expect(count("lambda:ListTags")).toBe(0)
  expect(count("s3:GetBucketTagging")).toBe(0)
  const { regions, buckets } = bench.sandbox.account
  const tagsOfFunctions = Object.values(regions).flatMap(({ functionTags }) => Object.values(functionTags))
  const functions = tagsOfFunctions.filter((one) => Object.keys(one).length > 0)
  const tagged = buckets.filter((bucket) => bucket.tags)
  // The first call only checks that the index can be read.
  expect(count("tag:GetResources")).toBe(1 + Math.ceil(functions.length / 100) + Math.ceil(tagged.length / 100))
})

async function idsOf({ db }: TestDatabase): Promise<string[]> {
  const rows = await db.execute<{ key: string }>(
    sql`select type || ' ' || resource_id as key from resources where removed_at is null`,
  )
  return rows.map(({ key }) => key).sort()
}

function expectedIds({ sandbox: { account } }: Bench): string[] {
  const region = account.regions["us-east-1"]
  if (!region) throw new Error("no region")
  return [
    ...region.reservations.flatMap((one) => (one.Instances ?? []).map(({ InstanceId }) => `ec2 ${InstanceId}`)),
    ...region.databases.map(({ DBInstanceIdentifier }) => `rds ${DBInstanceIdentifier}`),
    ...region.functions.map(({ FunctionName }) => `lambda ${FunctionName}`),
    ...region.balancers.map(({ LoadBalancerArn }) => `elb ${LoadBalancerArn?.split(":loadbalancer/")[1]}`),
    ...region.classics.map(({ LoadBalancerName }) => `elb ${LoadBalancerName}`),
    ...region.vpcs.map(({ VpcId }) => `vpc ${VpcId}`),
    ...account.buckets.map(({ name }) => `s3 ${name}`),
  ].sort()
}
