import { sql } from "drizzle-orm"
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"
import { probeType } from "@/lib/aws/probe"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { listChanges } from "@/lib/inventory/read/changes"
import { coverageSchema, readCoverage } from "@/lib/inventory/read/coverage"
import { listResources } from "@/lib/inventory/read/list"
import { fromSearchParams, listQuerySchema } from "@/lib/inventory/schemas"
import type { Account } from "../sandbox/account"
import { EVERY_TYPE } from "../sandbox/derived"
import { generateAccount, SANDBOX_KEYS } from "../sandbox/generate"
import { sessionAt } from "../support/aws"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, change, openBench, scanAll } from "../support/scanning"

const REGIONS = ["us-east-1", "eu-west-1"]
const [HOME, AWAY] = REGIONS as [string, string]
const EVERYTHING = [...EVERY_TYPE, "tag:GetResources"]

let database: TestDatabase
let bench: Bench
let account: Account

beforeAll(async () => {
  database = await openTestDatabase()
  const region = { ec2: 2, rds: 2, lambda: 2, elb: 2, vpc: 2 }
  account = generateAccount({ seed: 8, buckets: 2, regions: { [HOME]: region, [AWAY]: region } })
  account.mostOnPage = 3
  bench = await openBench(database.ctx, account)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})
beforeEach(() => allow(EVERYTHING))

const allow = (actions: readonly string[]) =>
  change(account, () => {
    for (const identity of account.identities) identity.allow = actions
  })
const scan = (types = ["other"], regions = REGIONS) => scanAll(database.ctx, { regions, resource_types: [...types] })
const list = async (q = "", type = "other") =>
  (await listResources(database.ctx, listQuerySchema.parse({ limit: 1000, type, q }))).resources
const own = "service:geo,timestream,ivschat,networkmanager"
const nameOf = ({ resource_id, region }: { resource_id: string; region: string }) =>
  `${resource_id.split(":")[2]} ${region}`

test("what only an index names is there, with its kind, tags and who reported it", async () => {
  await scan(["vpc", "rds", "other"])
  const found = await list(own)
  expect(found.map(nameOf).sort()).toEqual([
    ...["geo eu-west-1", "geo us-east-1", "ivschat us-east-1", "networkmanager global"],
    "timestream us-east-1",
  ])
  const [series] = await list("service:timestream")
  expect(series).toMatchObject({
    ...{ name: "telemetry", status: "reported", tags: {}, region: HOME },
    type_specific_properties: {
      ...{ service: "timestream", kind: "timestream:database", sources: ["resource_explorer"] },
      last_reported: "2026-11-23T08:00:00.000Z",
    },
  })
  const [room] = await list("service:ivschat")
  expect(room).toMatchObject({
    tags: { team: "platform" },
    type_specific_properties: { kind: "ivschat:room", sources: ["tag_index"], last_reported: null },
  })
})

test("what a type lists is not here again; what no slice reads is, until one does", async () => {
  const named = async (part: string, q = "") => (await list(q)).filter(({ arn }) => arn?.includes(part))
  expect(await named(":db:")).toEqual([])
  const functions = await named(":function:")
  expect(functions.length).toBeGreaterThan(0)
  await scan(["lambda", "other"])
  expect(await named(":function:")).toEqual([])
  const listed = new Set((await list("", "lambda")).map(({ arn }) => arn))
  // Its own type lists it, so it is no longer here; nothing says that it is gone from AWS.
  const removed = await named(":function:", "is:removed")
  expect(removed.map(({ arn }) => arn).sort()).toEqual(functions.map(({ arn }) => arn).sort())
  for (const { arn } of removed) expect(listed).toContain(arn)
})

test("what is not named any more is not reported, and never removed", async () => {
  await scan()
  const { indexed } = account
  change(account, () => {
    account.indexed = indexed.filter(({ kind }) => kind !== "timestream:database")
  })
  const { view } = await scan()
  expect(view).toMatchObject({ state: "success", counts: { removed: 0 } })
  const [series] = await list("service:timestream")
  expect(series).toMatchObject({ status: "not_reported", removed_at: null })
  const verifiedAt = view.slices.find(({ region }) => region === HOME)?.ended_at ?? ""
  // It was not seen by that scan.
  expect(Date.parse(series?.last_seen_at ?? "")).toBeLessThan(Date.parse(verifiedAt))
  await scan()
  const changes = async () => (await listChanges(database.ctx, series?.id ?? "")).changes
  expect((await changes()).map(({ kind, fields }) => [kind, fields])).toEqual([
    ["changed", { status: { old: "reported", new: "not_reported" } }],
    ["appeared", {}],
  ])
  change(account, () => {
    account.indexed = indexed
  })
  await scan()
  expect((await list("service:timestream"))[0]?.status).toBe("reported")
  expect((await changes())[0]?.fields).toEqual({ status: { old: "not_reported", new: "reported" } })
})

test("what its own type may not read is reported in each scan, and never flaps", async () => {
  const queues = async (q = "") => (await list(`service:sqs ${q}`)).filter(({ arn }) => arn?.includes(`:${AWAY}:`))
  const history = async () =>
    Promise.all((await queues()).map(async ({ id }) => (await listChanges(database.ctx, id)).changes.length))
  allow(EVERYTHING.filter((action) => action !== "sqs:ListQueues"))
  // The first scan cannot know that the type will fail.
  for (let n = 0; n < 2; n++) await scan(["sqs_queue", "other"], [AWAY])
  const reported = await queues()
  expect(reported.length).toBeGreaterThan(0)
  const before = await history()
  for (let n = 0; n < 2; n++) await scan(["sqs_queue", "other"], [AWAY])
  expect((await queues()).map(({ id, status }) => [id, status])).toEqual(reported.map(({ id }) => [id, "reported"]))
  expect(await history()).toEqual(before)
  allow(EVERYTHING)
  await scan(["sqs_queue"], [AWAY])
  await scan(["sqs_queue", "other"], [AWAY])
  expect(await queues()).toEqual([])
  // The type was read here, and its last reading failed: what it does not list by now is not left to it.
  allow(EVERYTHING.filter((action) => action !== "sqs:ListQueues"))
  await scan(["sqs_queue"], [AWAY])
  await scan(["other"], [AWAY])
  const listed = (await list("", "sqs_queue")).filter(({ region }) => region === AWAY)
  expect(await queues()).toHaveLength(0)
  expect(listed.length).toBeGreaterThan(0)
})

test("a slice counts what became unreported, and the row was seen until the reading before", async () => {
  await scan(["other"], [HOME])
  const { view: before } = await scan(["other"], [HOME])
  const { indexed } = account
  change(account, () => {
    account.indexed = indexed.filter(({ kind }) => kind !== "timestream:database")
  })
  const { view } = await scan(["other"], [HOME])
  expect(view.slices[0]).toMatchObject({ state: "done", changed: 1, removed: 0 })
  const [series] = await list("service:timestream")
  expect(Date.parse(series?.last_seen_at ?? "")).toBeGreaterThanOrEqual(Date.parse(before.created_at))
  change(account, () => {
    account.indexed = indexed
  })
  expect((await scan(["other"], [HOME])).view.slices[0]).toMatchObject({ changed: 1 })
  expect((await scan(["other"], [HOME])).view.slices[0]).toMatchObject({ changed: 0 })
})

test("what another account owns is not here, and parts of what a type lists are", async () => {
  const { indexed } = account
  const room = (owner: string) => ({
    ...{ arn: `arn:aws:ivschat:${HOME}:${owner}:room/shared`, kind: "ivschat:room", region: HOME, tags: {} },
  })
  const stage = {
    kind: "apigateway:stage",
    region: HOME,
    tags: {},
    arn: `arn:aws:apigateway:${HOME}::/restapis/a/stages/b`,
  }
  change(account, () => {
    account.indexed = [...indexed, room("999999999999"), stage]
  })
  await scan(["rest_api", "other"], [HOME])
  expect((await list("service:ivschat")).map(({ name }) => name)).toEqual(["support"])
  expect((await list("service:apigateway")).map(({ arn }) => arn)).toEqual([stage.arn])
  change(account, () => {
    account.indexed = indexed
  })
  await scan(["other"], [HOME])
})

test("an index of more than a thousand is read to its end", async () => {
  const { indexed, mostOnPage } = account
  const many = Array.from({ length: 1_100 }, (_, n) => ({
    ...{ arn: `arn:aws:geo:${AWAY}:${account.accountId}:map/m${n}`, kind: "geo:map", region: AWAY, tags: {} },
  }))
  change(account, () => {
    account.indexed = many
    account.mostOnPage = undefined
  })
  const { view } = await scan(["other"], [AWAY])
  expect(view.slices[0]).toMatchObject({ state: "done" })
  expect(view.slices[0]?.found).toBeGreaterThanOrEqual(1_100)
  change(account, () => {
    account.indexed = indexed
    account.mostOnPage = mostOnPage
  })
})

test("testing a connection asks each index for one page", async () => {
  const aws = sessionAt(bench.sandbox.url, SANDBOX_KEYS)
  bench.sandbox.calls.length = 0
  const place = { region: HOME, accountId: account.accountId, partition: "aws" as const }
  expect(await probeType(getResourceType("other"), aws, place)).toBeNull()
  expect(bench.sandbox.calls.map(({ action }) => action).sort()).toEqual([
    ...["resource-explorer-2:GetIndex", "resource-explorer-2:Search", "tag:GetResources"],
  ])
})

test("where there is no index, nobody searches: that might make one", async () => {
  change(account, () => {
    account.explorer.regions = [HOME]
  })
  bench.sandbox.calls.length = 0
  expect((await scan()).status).toBe("success")
  const asked = (action: string) =>
    bench.sandbox.calls.filter((call) => call.action === action).map(({ region }) => region)
  expect(asked("resource-explorer-2:GetIndex").sort()).toEqual([AWAY, HOME])
  expect(new Set(asked("resource-explorer-2:Search"))).toEqual(new Set([HOME]))
})

test.each([
  ["tag:GetResources", "The tag index could not be listed."],
  ["resource-explorer-2:GetIndex", "Resource Explorer could not be listed."],
  ["resource-explorer-2:Search", "Resource Explorer could not be listed."],
])("%s denied: the other index is read, nothing changes, and the slice is not verified", async (action, message) => {
  await scan()
  const before = await list()
  allow(EVERYTHING.filter((one) => one !== action))
  const { view } = await scan(["other"], [HOME])
  expect(view.slices[0]).toMatchObject({ state: "partial", removed: 0, error: { missing_permission: action } })
  expect(view.slices[0]?.error?.message).toContain(message)
  const facts = (all: typeof before) => all.map(({ id, status, tags, name }) => ({ id, status, tags, name }))
  expect(facts(await list())).toEqual(facts(before))
  expect(view.slices[0]).toMatchObject({ changed: 0 })
  allow(EVERYTHING)
  expect((await scan(["other"], [HOME])).view.slices[0]).toMatchObject({ state: "done", changed: 0 })
})

test("an index without a default view says what to do", async () => {
  change(account, () => {
    account.explorer.hasView = false
  })
  const { view } = await scan(["other"], [HOME])
  expect(view.slices[0]).toMatchObject({ state: "partial", error: { code: "NoDefaultView" } })
  expect(view.slices[0]?.error?.message).toContain("Choose a default view there")
  change(account, () => {
    account.explorer.hasView = true
  })
})

test("coverage tells what is listed, what an index reports, and what nobody looked at", async () => {
  await scan(["sqs_queue", "dynamodb_table", "other"])
  allow(EVERYTHING.filter((action) => action !== "sqs:ListQueues"))
  await scan(["sqs_queue"], [AWAY])
  const { services, index, regions, accounts } = await readCoverage(database.ctx)
  expect(accounts).toEqual([account.accountId])
  expect(regions).toEqual([AWAY, HOME, "global"])
  const of = (key: string) => services.find(({ service }) => service === key)
  const truthsOf = (key: string) => Object.fromEntries((of(key)?.regions ?? []).map((one) => [one.region, one.truth]))
  expect(truthsOf("dynamodb")).toEqual({ [HOME]: "listed", [AWAY]: "listed" })
  expect(truthsOf("sqs")).toEqual({ [HOME]: "listed", [AWAY]: "unread" })
  expect(of("sqs")).toMatchObject({ name: "SQS", denied: ["sqs:ListQueues"], unasked: [] })
  expect(of("geo")).toMatchObject({ types: 0, reported: 2, name: "geo" })
  expect(truthsOf("geo")).toEqual({ [HOME]: "reported", [AWAY]: "reported" })
  // An index names its topics, and no slice reads them.
  expect(of("sns")).toMatchObject({ unasked: expect.arrayContaining(["sns_topic"]) })
  expect(truthsOf("sns")[HOME]).toBe("reported")
  expect(truthsOf("kafka")).toEqual({ [HOME]: "unread", [AWAY]: "unread" })
  // Timestream's, Location's and two others have no type.
  const own = new Set(["geo", "timestream", "ivschat", "networkmanager"])
  const named = services.reduce((sum, one) => sum + (one.index?.named ?? 0), 0)
  const untyped = account.indexed.filter(({ arn }) => own.has(arn.split(":")[2] ?? "")).length
  expect(index).toEqual({ named, typed: named - untyped, failed: 0, denied: [] })
  expect(of("dynamodb")?.verified_at).toMatch(/^20.*Z$/)
  allow(EVERYTHING.filter((action) => action !== "resource-explorer-2:GetIndex"))
  await scan(["other"], [AWAY])
  expect((await readCoverage(database.ctx)).index).toEqual({
    ...{ named, typed: named - untyped, failed: 1, denied: ["resource-explorer-2:GetIndex"] },
  })
  allow(EVERYTHING)
  await scan(["other"], [AWAY])
  const seen = { ...database.ctx, actor: { kind: "user", name: "x", role: "viewer", accounts: [] } } as never
  expect(await readCoverage(seen)).toMatchObject({ accounts: [], regions: [], index: null })
  expect((await readCoverage(database.ctx, "999999999999")).regions).toEqual([])
})

test("what nobody scans any more is said, and counts for no service", async () => {
  expect((await readCoverage(database.ctx)).left_accounts).toEqual([])
  await database.db.execute(sql`update slices set unverified_since = now() where type = 'dynamodb_table'`)
  const { left_accounts, services } = await readCoverage(database.ctx)
  expect(left_accounts).toEqual([account.accountId])
  expect(services.find(({ service }) => service === "dynamodb")?.regions.map(({ truth }) => truth)).toEqual([
    "unread",
    "unread",
  ])
})

test("a service that is not offered in a region is not listed there, and not denied", async () => {
  bench.sandbox.faults.fail = [
    { action: "codepipeline:ListPipelines", region: AWAY, status: 400, code: "UnknownOperationException" },
  ]
  await scan(["codepipeline"])
  bench.sandbox.faults.fail = []
  const { services } = await readCoverage(database.ctx)
  const regions = services.find(({ service }) => service === "codepipeline")?.regions
  expect(regions?.map(({ region, truth }) => [region, truth])).toEqual([
    [AWAY, "absent"],
    [HOME, "listed"],
  ])
})

test("coverage is asked for with an account, or with nothing", () => {
  const asked = (query: string) => coverageSchema.parse(fromSearchParams(new URLSearchParams(query)))
  expect(asked("")).toEqual({ account: null })
  expect(asked("account=123456789012")).toEqual({ account: "123456789012" })
  expect(() => asked("account=shop")).toThrow("Use the twelve digits of an account")
})
