import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import { getResource, listResources, pageResources, type ResourceView } from "@/lib/inventory/read/list"
import { revealValues } from "@/lib/inventory/read/reveal-values"
import { listQuerySchema, sortKeys, tableQuerySchema } from "@/lib/inventory/schemas"
import { companyAccount } from "../sandbox/company"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type Bench, openBench, scanAll } from "../support/scanning"

let database: TestDatabase
let bench: Bench

beforeAll(async () => {
  database = await openTestDatabase()
  bench = await openBench(database.ctx, companyAccount())
  await scanAll(database.ctx)
})
afterAll(async () => {
  await bench.stop()
  await database.close()
})

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

test.each(sortKeys.flatMap((key) => [key, `-${key}`]))("paging by %s gives every resource once", async (sort) => {
  const all = await walk({ sort, limit: 97 })
  expect(all).toHaveLength(600)
  expect(new Set(all.map(({ id }) => id)).size).toBe(600)
})

test("names sort without regard to case, descending too", async () => {
  const names = (await walk({ sort: "-region", limit: 500 })).map(({ region }) => region)
  expect(names).toEqual([...names].sort().reverse())
})

test("filters hold together, values of one filter are alternatives", async () => {
  const found = await walk({ type: "ec2,rds", region: ["eu-west-1", "us-east-1"], status: "running" })
  expect(found.length).toBeGreaterThan(50)
  expect(
    found.every(
      ({ type, region, status }) => type === "ec2" && /^(eu-west|us-east)-1$/.test(region) && status === "running",
    ),
  ).toBe(true)
})

test("a tag filter takes the exact value, an empty one too", async () => {
  const prod = await walk({ tags: { env: "prod" }, type: "lambda" })
  expect(prod.length).toBeGreaterThan(10)
  expect(prod.every(({ tags }) => tags?.env === "prod")).toBe(true)
  expect((await walk({ tags: { note: "" } })).every(({ tags }) => tags?.note === "")).toBe(true)
})

test("search finds by name, id and ARN in any script, and takes % and _ as they are", async () => {
  const all = await walk({ limit: 1000 })
  const odd = all.find(({ name }) => name && /\p{Script=Han}|\p{Script=Cyrillic}|\p{Script=Arabic}/u.test(name))
  for (const text of [odd?.name, odd?.resource_id.slice(3), odd?.arn]) {
    expect((await list({ q: text })).resources.map(({ id }) => id)).toContain(odd?.id)
  }
  expect((await list({ q: "%" })).resources).toEqual([])
  expect((await list({ q: "' or 1=1 --" })).resources).toEqual([])
})

test("the table's pages and count agree with the list", async () => {
  const query = { type: "lambda", sort: "-name" }
  const second = await pageResources(database.ctx, tableQuerySchema.parse({ ...query, page: 2 }))
  const all = await walk(query)
  expect(second.total).toBe(all.length)
  expect(second.resources.map(({ id }) => id)).toEqual(all.slice(50, 100).map(({ id }) => id))
})

test("facets count what each value would show, the other filters being as they are", async () => {
  const facets = await listFacets(database.ctx, tableQuerySchema.parse({ type: "vpc", region: "us-east-1" }))
  expect(facets.type.find(({ value }) => value === "ec2")?.count).toBe(118)
  expect(facets.region.find(({ value }) => value === "eu-west-1")?.count).toBe(4)
  expect(await summarise(database.ctx)).toMatchObject({ resources: 600, accounts: 1, regions: 4, unverifiedSlices: 0 })
})

test("a cursor that is not ours is refused by name", async () => {
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

test("a changed environment value is a change that does not tell the value", async () => {
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
