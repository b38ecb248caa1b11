import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { findBlockers } from "@/lib/inventory/read/blockers"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import {
  getResource,
  LAST_PAGE,
  listResources,
  pageResources,
  type ResourcePage,
  type ResourceView,
} from "@/lib/inventory/read/list"
import { sortKeys } from "@/lib/inventory/read/order"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { facetsSchema, fromSearchParams, listQuerySchema } from "@/lib/inventory/schemas"
import type { Account } from "../sandbox/account"
import { companyAccount } from "../sandbox/company"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, openBench, scanAll } from "../support/scanning"

let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(database.ctx, withCapitals(companyAccount()))
  await scanAll(database.ctx)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

/** Writes the names of the VPCs in capitals: all generated names are in small letters. */
function withCapitals(account: Account): Account {
  const tags = Object.values(account.regions).flatMap(({ vpcs }) => vpcs.flatMap(({ Tags }) => Tags ?? []))
  for (const tag of tags) if (tag.Key === "Name") tag.Value = tag.Value?.toUpperCase()
  return account
}

const list = (query: Record<string, unknown>) => listResources(database.ctx, listQuerySchema.parse(query))

async function walk(query: Record<string, unknown>): Promise<ResourceView[]> {
  const all: ResourceView[] = []
  let cursor: string | null | undefined
  do {
    const page = await list({ ...query, ...(cursor && { cursor }) })
    all.push(...page.resources)
    cursor = page.next_cursor
  } while (cursor)
  return all
}

const idsOf = (resources: readonly ResourceView[]) => resources.map(({ id }) => id)

/** The text that a sort key compares. */
const sortText = (one: ResourceView, key: string) =>
  key === "name" ? (one.name ?? one.resource_id).toLowerCase() : String(one[key as keyof ResourceView] ?? "")

test.each(sortKeys.flatMap((key) => [key, `-${key}`]))(
  "paging by %s gives every resource once, in order",
  async (sort) => {
    const all = await walk({ sort, limit: 97 })
    expect(all).toHaveLength(600)
    expect(new Set(idsOf(all)).size).toBe(600)
    const texts = all.map((one) => sortText(one, sort.replace(/^-/, "")))
    const ascending = [...texts].sort()
    expect(texts).toEqual(sort.startsWith("-") ? ascending.reverse() : ascending)
  },
)

test("names sort without regard to case, in both directions", async () => {
  const namesBy = async (sort: string) =>
    (await walk({ sort, limit: 500 })).map(({ name, resource_id }) => name ?? resource_id)
  const names = await namesBy("name")
  const inSmallLetters = names.map((name) => name.toLowerCase())
  expect(inSmallLetters).toEqual([...inSmallLetters].sort())
  // With regard to case, the VPCs would come first.
  expect(names).not.toEqual([...names].sort())
  expect(await namesBy("-name")).toEqual(names.reverse())
})

test("different filters all apply, and the values of one filter are alternatives", async () => {
  const expected = (await walk({ limit: 1000 })).filter(
    ({ type, region, status }) =>
      ["ec2", "rds"].includes(type) &&
      ["eu-west-1", "us-east-1"].includes(region) &&
      ["running", "available"].includes(status ?? ""),
  )
  expect(new Set(expected.map(({ type, region, status }) => `${type} ${region} ${status}`))).toEqual(
    new Set(["ec2 eu-west-1 running", "ec2 us-east-1 running", "rds eu-west-1 available", "rds us-east-1 available"]),
  )
  const found = await walk({ type: "ec2,rds", region: ["eu-west-1", "us-east-1"], status: "running,available" })
  expect(idsOf(found)).toEqual(idsOf(expected))
})

test("a tag filter matches the exact value, also an empty one", async () => {
  const all = await walk({ limit: 1000 })
  const prod = all.filter(({ type, tags }) => type === "lambda" && tags?.env === "prod")
  expect(prod).toHaveLength(90)
  expect(idsOf(await walk({ tags: { env: "prod" }, type: "lambda" }))).toEqual(idsOf(prod))
  expect(await walk({ tags: { env: "pro" } })).toEqual([])
  const noted = all.filter(({ tags }) => tags?.note === "")
  expect(noted.length).toBeGreaterThan(0)
  expect(idsOf(await walk({ tags: { note: "" } }))).toEqual(idsOf(noted))
})

test("search finds names, ids and ARNs in any script, and takes % and _ literally", async () => {
  const all = await walk({ limit: 1000 })
  const odd = all.find(({ name }) => name && /\p{Script=Han}|\p{Script=Cyrillic}|\p{Script=Arabic}/u.test(name))
  if (!odd?.name || !odd.arn) throw new Error("no name in another script")
  for (const text of [odd.name, odd.resource_id.slice(3), odd.arn]) {
    const expected = all.filter((one) => [one.name, one.resource_id, one.arn].some((field) => field?.includes(text)))
    expect(idsOf(expected)).toContain(odd.id)
    expect(idsOf((await list({ q: JSON.stringify(text), limit: 1000 })).resources)).toEqual(idsOf(expected))
  }
  // As wildcards, all three would find something.
  for (const text of ["%", "i_0", '"\' or 1=1 --"']) expect((await list({ q: text })).resources).toEqual([])
})

test.each(["name", "-name", "status", "-status", "tag.env", "-tag.env", "properties.memory_size", "-last_changed_at"])(
  "paging by %s leads back to where it came from, and from the end to the beginning",
  async (sort) => {
    const forwards: string[][] = []
    let cursor: string | null | undefined
    let last: string | null = null
    do {
      const page = await list({ sort, limit: 70, ...(cursor && { cursor }) })
      if (page.previous_cursor) last = page.previous_cursor
      forwards.push(idsOf(page.resources))
      cursor = page.next_cursor
    } while (cursor)
    const backwards: string[][] = []
    for (let at: string | null = last; at; ) {
      const page: ResourcePage = await list({ sort, limit: 70, cursor: at })
      backwards.unshift(idsOf(page.resources))
      at = page.previous_cursor
    }
    expect(backwards).toEqual(forwards.slice(0, -1))
    const end = await list({ sort, limit: 70, cursor: LAST_PAGE })
    expect(idsOf(end.resources)).toEqual(forwards.flat().slice(-70))
    expect(end.next_cursor).toBeNull()
  },
)

test("missing values stand last in both directions", async () => {
  for (const sort of ["tag.env", "-tag.env", "properties.memory_size", "-properties.memory_size"]) {
    const all = await walk({ sort, limit: 211 })
    expect(all).toHaveLength(600)
    const values = all.map(({ tags, type_specific_properties: properties }) =>
      sort.includes("tag") ? (tags?.env ?? null) : (properties.memory_size ?? null),
    )
    const none = values.indexOf(null)
    expect(
      values.slice(none).every((value) => value === null),
      sort,
    ).toBe(true)
    const known = values.slice(0, none) as (string | number)[]
    const sorted = [...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
    expect(known, sort).toEqual(sort.startsWith("-") ? sorted.reverse() : sorted)
  }
})

test("a page of the table knows how many rows stand before it", async () => {
  const query = { q: "type:lambda", sort: "-name", limit: 50 }
  const first = await pageResources(database.ctx, listQuerySchema.parse(query))
  const second = await pageResources(database.ctx, listQuerySchema.parse({ ...query, cursor: first.next_cursor }))
  const all = await walk(query)
  expect(all).toHaveLength(165)
  expect([first.before, second.before]).toEqual([0, 50])
  expect(idsOf(second.resources)).toEqual(idsOf(all).slice(50, 100))
})

test("a facet counts what each value would show if the other terms stay the same", async () => {
  const { count, facets } = await listFacets(database.ctx, listQuerySchema.parse({ q: "type:vpc region:us-east-1" }))
  expect(facets.type?.find(({ value }) => value === "ec2")?.count).toBe(118)
  expect(facets.region?.find(({ value }) => value === "eu-west-1")?.count).toBe(4)
  expect(count).toEqual({ value: (await walk({ q: "type:vpc region:us-east-1" })).length, is_exact: true })
  expect(await summarise(database.ctx)).toMatchObject({ resources: 600, accounts: 1, regions: 4, unverifiedSlices: 0 })
})

test("facets of any query are what one counts in its matches, for tags too", async () => {
  for (const q of ["", "region:eu-*", "prod", "type:ec2 tag:env=prod", "-tag:owner", "has:status"]) {
    const { count, facets } = await listFacets(database.ctx, listQuerySchema.parse({ q }), [
      "region",
      "status",
      "tag.env",
    ])
    const all = await walk({ q, limit: 1000 })
    expect(count, q).toEqual({ value: all.length, is_exact: true })
    // A facet ignores the terms on its own field.
    const own = async (field: RegExp) => walk({ q: q.replace(field, ""), limit: 1000 })
    const tally = (values: readonly (string | null | undefined)[]) =>
      Object.fromEntries(
        [...new Set(values)].map((value) => [value ?? "", values.filter((one) => one === value).length]),
      )
    const of = (name: string) => Object.fromEntries((facets[name] ?? []).map(({ value, count: n }) => [value, n]))
    expect(of("region"), q).toEqual(tally((await own(/region:\S+/)).map(({ region }) => region)))
    expect(of("status"), q).toEqual(tally((await own(/has:status/)).map(({ status }) => status)))
    expect(of("tag.env"), q).toEqual(tally((await own(/tag:env=\S+/)).map(({ tags }) => tags?.env)))
  }
})

test("nothing matches: the terms that removed everything are named, the one that hides most first", async () => {
  const query = listQuerySchema.parse({ q: "type:vpc region:us-east-1 nowhere-to-be-found" })
  const blockers = await findBlockers(database.ctx, query)
  expect(blockers).toEqual([{ at: 2, text: "nowhere-to-be-found", without: { value: 5, is_exact: true } }])
})

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")

test("a cursor that we did not make is refused, and the error names the field", async () => {
  for (const cursor of [
    "x",
    "e30",
    Buffer.from('["a","b"]').toString("base64url"),
    cursorOf(["name", false, ["x", "not an id"], 0]),
  ]) {
    await expect(list({ cursor })).rejects.toMatchObject({ code: "invalid", fields: [{ path: "cursor" }] })
  }
})

test("a cursor of another order, or with a value that is no time, is refused too", async () => {
  const { next_cursor: cursor } = await list({ limit: 5 })
  await expect(list({ cursor, sort: "region" })).rejects.toMatchObject({ fields: [{ path: "cursor" }] })
  const id = "00000000-0000-4000-8000-000000000000"
  const wrong = cursorOf(["last_changed_at", false, ["no time", id], 0])
  await expect(list({ cursor: wrong, sort: "last_changed_at" })).rejects.toMatchObject({ fields: [{ path: "cursor" }] })
})

test("odd input is refused with its place, and never an error of the database", async () => {
  const id = "00000000-0000-4000-8000-000000000000"
  await expect(list({ sort: "type", cursor: cursorOf(["type", false, ["ec2", id], 0]) })).rejects.toMatchObject({
    fields: [{ path: "cursor" }],
  })
  for (const q of [
    "has:constructor",
    "no:__proto__",
    "has:toString",
    "ip:1.2.3.4::1",
    "ip:::1/064",
    "constructor:x",
    "is:constructor",
  ]) {
    expect(listQuerySchema.safeParse({ q }).success, q).toBe(false)
  }
  expect((await list(fromSearchParams(new URLSearchParams("tag.__proto__=x")))).resources).toEqual([])
  const { facets } = await listFacets(
    database.ctx,
    facetsSchema.parse({ facets: "type,type" }),
    facetsSchema.parse({ facets: "type,type" }).facets,
  )
  expect(facets.type?.length).toBeGreaterThan(3)
})

test("environment values are sealed at rest, and revealing them is audited", async () => {
  const [row] = await database.db.execute<{ id: string; sealed: string; arn: string }>(
    sql`select id, sealed_values as sealed, arn from resources where sealed_values is not null limit 1`,
  )
  expect(row?.sealed).not.toContain("hunter2")
  const values = await revealValues(
    { ...database.ctx, actor: { kind: "system", name: "ines@example.com" } },
    row?.id ?? "",
  )
  expect(values.DB_PASSWORD).toMatch(/^hunter2-/)
  const [entry] = await database.db.execute(sql`select actor, action, target from audit_log`)
  expect(entry).toEqual({ actor: "ines@example.com", action: "values.revealed", target: row?.arn })
  expect(JSON.stringify(await getResource(database.ctx, row?.id ?? ""))).not.toMatch(/hunter2|sealed/)
})

test("a changed environment value is recorded as a change, without the value", async () => {
  const made = bench.sandbox.account.regions["us-east-1"]?.functions.find(({ Environment }) => Environment)
  if (!made?.Environment?.Variables) throw new Error("no function with an environment")
  made.Environment.Variables.DB_PASSWORD = "hunter2-rotated"
  bench.sandbox.account.version++
  const outcome = await scanAll(database.ctx, { resource_types: ["lambda"] })
  expect(outcome.import_stats).toMatchObject({ changed: 1, updated: 165 })
  const [change] = await database.db.execute<{ fields: Record<string, unknown> }>(
    sql`select fields from resource_changes where kind = 'changed'`,
  )
  expect(Object.keys(change?.fields ?? {})).toEqual(["values_digest"])
})
