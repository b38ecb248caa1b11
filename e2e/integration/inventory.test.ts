import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import { getResource, listResources, pageResources, type ResourceView } from "@/lib/inventory/read/list"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { listQuerySchema, type SortKey, sortKeys, tableQuerySchema } from "@/lib/inventory/schemas"
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
const sortText = (one: ResourceView, key: SortKey) =>
  key === "name" ? (one.name ?? one.resource_id).toLowerCase() : (one[key] ?? "")

test.each(sortKeys.flatMap((key) => [key, `-${key}`]))(
  "paging by %s gives every resource once, in order",
  async (sort) => {
    const all = await walk({ sort, limit: 97 })
    expect(all).toHaveLength(600)
    expect(new Set(idsOf(all)).size).toBe(600)
    const texts = all.map((one) => sortText(one, sort.replace(/^-/, "") as SortKey))
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
    expect(idsOf((await list({ q: text, limit: 1000 })).resources)).toEqual(idsOf(expected))
  }
  for (const text of ["%", "_", "' or 1=1 --"]) expect((await list({ q: text })).resources).toEqual([])
})

test("the table has the same pages and the same count as the list", async () => {
  const query = { type: "lambda", sort: "-name" }
  const second = await pageResources(database.ctx, tableQuerySchema.parse({ ...query, page: 2 }))
  const all = await walk(query)
  expect(all).toHaveLength(165)
  expect(second.total).toBe(all.length)
  expect(second.resources.map(({ id }) => id)).toEqual(all.slice(50, 100).map(({ id }) => id))
})

test("a facet counts what each value would show if the other filters stay the same", async () => {
  const facets = await listFacets(database.ctx, tableQuerySchema.parse({ type: "vpc", region: "us-east-1" }))
  expect(facets.type.find(({ value }) => value === "ec2")?.count).toBe(118)
  expect(facets.region.find(({ value }) => value === "eu-west-1")?.count).toBe(4)
  expect(await summarise(database.ctx)).toMatchObject({ resources: 600, accounts: 1, regions: 4, unverifiedSlices: 0 })
})

test("a cursor that we did not make is refused, and the error names the field", async () => {
  for (const cursor of ["x", "e30", Buffer.from('["a","b"]').toString("base64url")]) {
    await expect(list({ cursor })).rejects.toMatchObject({ code: "invalid", fields: [{ path: "cursor" }] })
  }
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
