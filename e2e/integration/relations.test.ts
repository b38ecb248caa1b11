import { afterAll, beforeAll, expect, test } from "vitest"
import { listNaming, listRelations } from "@/lib/inventory/read/relations"
import { loadResources } from "@/lib/inventory/read/view"
import { resourceRowId } from "@/lib/inventory/write/digest"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { found, holdSlice, storePage } from "../support/slices"

const ACCOUNT = "123456789012"
const OTHER = "210987654321"
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** Stores a resource. @returns its row id. */
async function have(
  type: string,
  id: string,
  { account = ACCOUNT, ...more }: Parameters<typeof found>[1] & { account?: string } = {},
) {
  const one = found(id, more)
  await storePage(database.ctx, { ...(await holdSlice(database.ctx, type)), accountId: account }, [one])
  return resourceRowId(account, one.region, type, id)
}

async function relationsOf(id: string) {
  const [resource] = await loadResources(database.ctx, [id])
  if (!resource) throw new Error("It was not stored")
  return Object.fromEntries((await listRelations(database.ctx, resource)).map((one) => [one.kind, one.id]))
}

async function namingOf(id: string) {
  const [resource] = await loadResources(database.ctx, [id])
  if (!resource) throw new Error("It was not stored")
  return (await listNaming(database.ctx, resource)).resources.map((one) => one.id)
}

test("an ARN with a version, of a role with a path, or of another account leads to the resource", async () => {
  const resize = await have("lambda", "resize", { arn: "arn:aws:lambda:us-east-1:123456789012:function:resize" })
  const role = await have("iam_role", "runner", {
    region: "global",
    arn: "arn:aws:iam::210987654321:role/x/runner",
    account: OTHER,
  })
  const rule = await have("eventbridge_rule", "default/nightly", {
    properties: {
      targets: ["arn:aws:lambda:us-east-1:123456789012:function:resize:live"],
      role: "arn:aws:iam::210987654321:role/x/runner",
    },
  })
  expect(await relationsOf(rule)).toEqual({ targets: resize, role })
})

test("a name leads to the resource of its type alone, wherever a bucket is", async () => {
  const bucket = await have("s3", "orders-logs", { region: "eu-west-1", arn: "arn:aws:s3:::orders-logs" })
  const cluster = await have("rds_cluster", "orders-logs")
  const trail = await have("cloudtrail_trail", `${ACCOUNT}/all`, { properties: { bucket: "orders-logs" } })
  const snapshot = await have("rds_cluster_snapshot", "s-1", { properties: { cluster: "orders-logs" } })
  expect(await relationsOf(trail)).toEqual({ bucket })
  expect(await relationsOf(snapshot)).toEqual({ cluster })
  expect(await namingOf(bucket)).toEqual([trail])
  expect(await namingOf(cluster)).toEqual([snapshot])
})

test("an id stands for the resource in the account and region that are said beside it", async () => {
  const there = await have("vpc", "vpc-0a", { region: "eu-west-1", account: OTHER })
  const here = await have("vpc", "vpc-0a")
  const peering = (name: string, properties: object) =>
    have("vpc_peering", name, { properties: { accepter: "vpc-0a", ...properties } })
  const away = await peering("pcx-1", { accepter_account: OTHER, accepter_region: "eu-west-1" })
  const unknown = await peering("pcx-2", { accepter_account: "999999999999", accepter_region: "eu-west-1" })
  expect(await relationsOf(away)).toEqual({ accepter: there })
  expect(await relationsOf(unknown)).toEqual({ accepter: null })
  expect(await relationsOf(await peering("pcx-3", {}))).toEqual({ accepter: here })
})

test("a key is found by its alias, and finds what uses it by that", async () => {
  const key = await have("kms_key", "1a2b", {
    arn: "arn:aws:kms:us-east-1:123456789012:key/1a2b",
    properties: { aliases: ["alias/orders"] },
  })
  const byName = await have("sqs_queue", "q-1", { properties: { kms_key: "alias/orders" } })
  const byArn = await have("sqs_queue", "q-2", {
    properties: { kms_key: "arn:aws:kms:us-east-1:123456789012:alias/orders" },
  })
  const elsewhere = await have("sqs_queue", "q-3", { region: "eu-west-1", properties: { kms_key: "alias/orders" } })
  expect(await relationsOf(byName)).toEqual({ kms_key: key })
  expect(await relationsOf(byArn)).toEqual({ kms_key: key })
  expect(await relationsOf(elsewhere)).toEqual({ kms_key: null })
  expect(new Set(await namingOf(key))).toEqual(new Set([byName, byArn]))
})
