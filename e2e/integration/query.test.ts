import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inventoryFields } from "@/lib/inventory/fields"
import { compile } from "@/lib/inventory/read/compile"
import { run } from "@/lib/inventory/read/run"
import { describeAgain } from "@/lib/inventory/search/describe-again"
import { lowerAscii, MARK } from "@/lib/query/fold"
import { parse } from "@/lib/query/parse"
import { print } from "@/lib/query/print"
import { termId } from "@/lib/query/term-ids"
import { arrayLiteral } from "@/lib/query/to-sql"
import type { Node } from "@/lib/query/tree"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { randomResources, storeResources } from "../support/random-inventory"
import { randomTree } from "../support/random-query"
import { matching, type Plain } from "../support/reference-filter"
import { sampleOf, seedOf } from "../support/sample"

const RESOURCES = 3_000
const QUERIES = sampleOf(240, 4_000)
const scans = [randomUUID(), randomUUID()]
/** Every moment in the data is a whole minute away from this one, and queries run within the half minute after it. */
const now = Math.floor(Date.now() / 60_000) * 60_000 - 30_000

let database: TestDatabase
let resources: Plain[]

beforeAll(async () => {
  database = await openTestDatabase()
  resources = randomResources(seededRandom(1), RESOURCES, now, scans)
  await storeResources(database.db, resources, scans)
  await database.db.execute(sql`analyze`)
})
afterAll(() => database.close())

async function idsOf(tree: Node): Promise<string[]> {
  const { from, where, narrow } = await compile(database.ctx, { tree })
  const rows = await run<{ id: string }>(database.db, sql`select r.id from ${from} where ${where}`, narrow)
  return rows.map(({ id }) => id).sort()
}

const parsed = (text: string): Node => {
  const result = parse(text, inventoryFields)
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.errors)}`)
  return result.tree
}

const texts = () =>
  resources.flatMap(({ name, resource_id, arn }) => [name, resource_id, arn].filter((one) => one !== null))

/** Compares the database's answers with those of a filter that knows no SQL. @returns how many queries found something. */
async function compare(seed: number, count: number): Promise<number> {
  const random = seededRandom(seed)
  const known = texts()
  let found = 0
  for (let at = 0; at < count; at++) {
    const text = print(randomTree(random, known, scans))
    const tree = parsed(text)
    const expected = [...matching(tree, resources, Date.now())].sort()
    expect(await idsOf(tree), text).toEqual(expected)
    if (expected.length > 0 && expected.length < RESOURCES * 0.9) found++
  }
  return found
}

test(`${QUERIES} random queries find what a plain filter finds, with trigrams`, async () => {
  expect(await compare(seedOf("Random queries", 11), QUERIES / 2)).toBeGreaterThan(QUERIES / 6)
})

test("and while the index was made by other rules", async () => {
  const { db } = database
  // Rules that know no addresses but the two of a resource itself, nothing public and no value of a property.
  const shared = new Set(resources.flatMap(({ vpc_id, subnet_id }) => [vpc_id, subnet_id]))
  const values = [...new Set(resources.flatMap(({ properties }) => textsIn(properties)))].filter(
    (one) => !shared.has(one),
  )
  const terms = [
    termId({ kind: "is", state: "public" }),
    ...values.map((value) => termId({ kind: "value", value: lowerAscii(value) })),
  ]
  await db.execute(sql`
    update resource_search s set rules = -7,
      search = split_part(search, ${MARK.address}, 1) || coalesce(${MARK.address} || lower(private_ip), '')
        || coalesce(${MARK.address} || lower(public_ip), ''),
      terms = array(select term from unnest(terms) term where term <> all(${arrayLiteral(terms)}::bigint[]))
    from resources r where r.id = s.id`)
  await db.execute(sql`delete from resource_addresses`)
  await db.execute(sql`insert into search_rules (type, rules) select distinct type, 7 from resources`)
  expect(await compare(seedOf("Random queries by other rules", 13), QUERIES / 2)).toBeGreaterThan(QUERIES / 6)
  expect(await describeAgain(db)).toBeGreaterThanOrEqual(resources.length)
  expect(await compare(seedOf("Random queries described again", 14), QUERIES / 8)).toBeGreaterThan(QUERIES / 24)
})

const textsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : value !== null && typeof value === "object"
      ? Object.values(value).flatMap(textsIn)
      : []

test("and without pg_trgm", async () => {
  await database.db.execute(sql`drop extension pg_trgm cascade`)
  expect(await compare(seedOf("Random queries without trigrams", 12), QUERIES / 2)).toBeGreaterThan(QUERIES / 6)
})
