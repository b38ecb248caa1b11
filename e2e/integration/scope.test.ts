import { randomUUID } from "node:crypto"
import { text } from "node:stream/consumers"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { Ctx } from "@/lib/context"
import { estimateExport, exportResources } from "@/lib/inventory/export/export"
import { exportSchema } from "@/lib/inventory/export/schema"
import { listGaps } from "@/lib/inventory/history/gaps"
import { compareSchema, feedSchema } from "@/lib/inventory/history/schema"
import { findBlockers } from "@/lib/inventory/read/blockers"
import { listChanges } from "@/lib/inventory/read/changes"
import { compareMoments } from "@/lib/inventory/read/compare"
import { completeQuery } from "@/lib/inventory/read/complete"
import { listDays } from "@/lib/inventory/read/daily"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import { countScanChanges, listFeed } from "@/lib/inventory/read/feed"
import { getResource, listResources } from "@/lib/inventory/read/list"
import { readOverview } from "@/lib/inventory/read/overview"
import { listNaming, listRelations } from "@/lib/inventory/read/relations"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { listTagKeys } from "@/lib/inventory/read/tag-keys"
import { facetsSchema, listQuerySchema } from "@/lib/inventory/schemas"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { ACCOUNTS, randomResources, storeResources } from "../support/random-inventory"
import type { Plain } from "../support/reference-filter"

/** The actor may see two of the five accounts. */
const SEEN = ACCOUNTS.slice(0, 2)
const HIDDEN = ACCOUNTS.slice(2)
const scans = [randomUUID()]

let database: TestDatabase
let ctx: Ctx
let resources: Plain[]
let own: Plain[]

beforeAll(async () => {
  database = await openTestDatabase()
  resources = randomResources(seededRandom(5), 800, Date.now(), scans)
  // A tag, and a value of a shared one, that only the other accounts have.
  for (const one of resources)
    if (HIDDEN.includes(one.account_id) && one.tags) Object.assign(one.tags, { "hidden-key": "x", env: "hidden-value" })
  for (const one of resources)
    if (HIDDEN.includes(one.account_id)) one.region = one.region === "ap-south-1" ? "me-south-1" : one.region
  for (const one of resources)
    if (SEEN.includes(one.account_id) && one.region === "ap-south-1") one.region = "eu-west-1"
  await storeResources(database.db, resources, scans)
  own = resources.filter(({ account_id, removed_at }) => SEEN.includes(account_id) && removed_at === null)
  ctx = {
    ...database.ctx,
    actor: { kind: "user", id: randomUUID(), name: "ada@example.com", role: "viewer", accounts: SEEN },
  }
})
afterAll(() => database.close())

const list = (q: string) => listResources(ctx, listQuerySchema.parse({ q, limit: 1000 }))

test("lists, whatever they ask for, hold the actor's accounts alone", async () => {
  expect((await list("")).resources.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
  for (const q of [
    `account:${HIDDEN[0]}`,
    `account:${HIDDEN.join(",")}`,
    "region:me-south-1",
    "tag:hidden-key",
    "is:removed",
    "-web OR web",
    "10*",
    "hidden-value",
  ]) {
    const { resources: found } = await list(q)
    expect(
      found.every(({ account_id }) => SEEN.includes(account_id)),
      q,
    ).toBe(true)
  }
  for (const sort of ["region", "-account_id", "tag.env", "status"]) {
    const page = await listResources(ctx, listQuerySchema.parse({ sort, limit: 1000 }))
    expect(page.resources).toHaveLength(own.length)
  }
})

test("counts and facets know nothing of the other accounts", async () => {
  for (const q of ["", "prod", "type:ec2"]) {
    const { count, facets } = await listFacets(ctx, facetsSchema.parse({ q }), [
      "type",
      "account_id",
      "region",
      "status",
      "tag.env",
      "tag.hidden-key",
    ])
    expect(facets.account_id?.map(({ value }) => value).filter((value) => HIDDEN.includes(value))).toEqual([])
    expect(facets.region?.some(({ value }) => value === "me-south-1")).toBe(false)
    expect(facets["tag.env"]?.some(({ value }) => value === "hidden-value")).toBe(false)
    expect(facets["tag.hidden-key"]?.filter(({ value }) => value !== "")).toEqual([])
    expect(count.value).toBe((await list(q)).resources.length)
  }
  expect(await summarise(ctx)).toMatchObject({ resources: own.length, accounts: 2 })
  expect((await findBlockers(ctx, listQuerySchema.parse({ q: `nothing account:${HIDDEN[0]}` }))).length).toBe(0)
})

test("nothing of the other accounts is suggested", async () => {
  for (const q of [
    "account:",
    "region:",
    "tag:",
    "tag:hid",
    "tag:hidden-key=",
    "tag:env=",
    "tag:env=hid",
    "type:",
    "vpc:",
  ]) {
    const { suggestions } = await completeQuery(ctx, q, q.length)
    const said = JSON.stringify(suggestions)
    for (const secret of [...HIDDEN, "me-south-1", "hidden-value", "hidden-key"]) {
      // What one types oneself may be repeated.
      if (!q.includes(secret)) expect(said, q).not.toContain(secret)
    }
  }
  expect((await listTagKeys(ctx, 100)).map(({ key }) => key)).not.toContain("hidden-key")
  const { suggestions } = await completeQuery(ctx, "account:", 8)
  expect(suggestions.map(({ text: one }) => one).sort()).toEqual(SEEN.map((account) => `account:${account}`))
})

test("exports hold the actor's accounts alone, also when asked for others by id", async () => {
  const hidden = resources.find(({ account_id }) => HIDDEN.includes(account_id))?.id ?? ""
  for (const format of ["csv", "ndjson"]) {
    const request = exportSchema.parse({ format, q: "", columns: "account_id" })
    const body = await text(await exportResources(ctx, request, new AbortController().signal))
    expect(body.trim().split("\n")).toHaveLength(own.length + (format === "csv" ? 1 : 0))
    for (const account of HIDDEN) expect(body).not.toContain(account)
  }
  const one = exportSchema.parse({ format: "csv", ids: hidden, columns: "name" })
  expect((await text(await exportResources(ctx, one, new AbortController().signal))).trim()).toBe("name")
  expect((await estimateExport(ctx, exportSchema.parse({ q: "" }))).rows).toBe(own.length)
})

test("a resource of another account, its changes and its relations are not found", async () => {
  const hidden = resources.find(({ account_id }) => HIDDEN.includes(account_id))?.id ?? ""
  await expect(getResource(ctx, hidden)).rejects.toMatchObject({ code: "not_found" })
  const admin: Ctx = {
    ...ctx,
    actor: { kind: "user", id: randomUUID(), name: "root@example.com", role: "admin", accounts: SEEN },
  }
  await expect(revealValues(admin, hidden)).rejects.toMatchObject({ code: "not_found" })
  const named = resources.find(({ account_id, scans: own }) => HIDDEN.includes(account_id) && own.length > 0)?.id ?? ""
  expect((await listChanges(ctx, named)).changes).toEqual([])
  const visible = (await list("vpc:vpc-1")).resources[0]
  if (!visible) throw new Error("no resource in a VPC")
  const relations = await listRelations(ctx, visible)
  for (const { id } of relations)
    if (id) expect((await getResource(ctx, id)).account_id).toSatisfy((account: string) => SEEN.includes(account))
})

test("the past, its changes, comparisons and counts hold the actor's accounts alone", async () => {
  // Everything changes, so that every resource has a version and changes of its own.
  await database.db.execute(sql`
    with renewed as (update resources set status = 'renewed', last_changed_at = clock_timestamp() where removed_at is null returning id)
    insert into resource_changes (resource_id, scan_id, kind, at, fields)
    select id, ${scans[0] ?? ""}, 'changed', clock_timestamp(), '{"status": {"old": null, "new": "renewed"}}' from renewed`)
  const [before, now] = [new Date(Date.now() - 3_600_000).toISOString(), new Date().toISOString()]
  const kinds = ["appeared", "changed", "removed", "transient"] as const
  for (const kind of kinds) {
    const { resources: found = [] } = await compareMoments(
      ctx,
      compareSchema.parse({ from: before, to: now, kind, limit: 1000 }),
    )
    expect(found.every(({ account_id }) => SEEN.includes(account_id))).toBe(true)
  }
  const { changed, appeared } = await compareMoments(ctx, compareSchema.parse({ from: before, to: now }))
  const [touched] = await database.db.execute<{ count: number }>(sql`
    select count(distinct r.id)::int as count from resource_changes c join resources r on r.id = c.resource_id
    where c.at > ${before}::timestamptz and c.at <= ${now}::timestamptz and r.account_id in (${SEEN[0]}, ${SEEN[1]})`)
  expect(changed + appeared).toBe(touched?.count)
  const feed = await listFeed(ctx, feedSchema.parse({ limit: 1000 }))
  expect(feed.changes.length).toBeGreaterThan(0)
  expect(feed.changes.every(({ resource }) => SEEN.includes(resource.account_id))).toBe(true)
  expect((await listFeed(ctx, feedSchema.parse({ q: `account:${HIDDEN[0]}` }))).changes).toEqual([])
  expect((await countScanChanges(ctx, scans[0] ?? "")).changed).toBe(own.length)
  const past = await listResources(ctx, listQuerySchema.parse({ as_of: before, limit: 1000, sort: "account_id" }))
  expect(past.resources.every(({ account_id }) => SEEN.includes(account_id))).toBe(true)
  const overview = await readOverview(ctx, ["env", "hidden-key"])
  expect(overview.accounts.map(({ value }) => value).sort()).toEqual(SEEN)
  expect(overview.regions.map(({ value }) => value)).not.toContain("me-south-1")
  expect(overview.untagged.find(({ value }) => value === "hidden-key")?.count).toBe(own.length)
  expect([...overview.oldest, ...overview.failed].every(({ account_id }) => SEEN.includes(account_id))).toBe(true)
  const gaps = await listGaps(ctx, before)
  expect(gaps.shown.every(({ account_id }) => SEEN.includes(account_id))).toBe(true)
  const { days } = await listDays(ctx, 3)
  expect(days.at(-1)).toMatchObject({ changed: own.length, present: own.length })
  const hidden = resources.find(({ account_id }) => HIDDEN.includes(account_id))?.id ?? ""
  await expect(getResource(ctx, hidden, before)).rejects.toMatchObject({ code: "not_found" })
  for (const one of past.resources.slice(0, 20)) {
    const { resources: naming } = await listNaming(ctx, one)
    for (const { id } of naming) expect(SEEN).toContain((await getResource(ctx, id)).account_id)
  }
})

test("an actor without any account sees nothing", async () => {
  const nobody: Ctx = {
    ...ctx,
    actor: { kind: "token", id: randomUUID(), name: "token none", scopes: ["read"], accounts: [] },
  }
  expect((await listResources(nobody, listQuerySchema.parse({}))).resources).toEqual([])
  expect(await summarise(nobody)).toMatchObject({ resources: 0 })
  expect((await completeQuery(nobody, "account:", 8)).suggestions).toEqual([])
})
