import { randomUUID } from "node:crypto"
import { Readable } from "node:stream"
import { buffer, text } from "node:stream/consumers"
import { setTimeout } from "node:timers/promises"
import { sql } from "drizzle-orm"
import { strFromU8, unzipSync } from "fflate"
import { afterAll, beforeAll, expect, test } from "vitest"
import { copyOut } from "@/lib/inventory/export/copy"
import { estimateExport, exportResources } from "@/lib/inventory/export/export"
import { exportSchema } from "@/lib/inventory/export/schema"
import { toWorkbook } from "@/lib/inventory/export/xlsx"
import { listResources } from "@/lib/inventory/read/list"
import { listQuerySchema } from "@/lib/inventory/schemas"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { randomResources, storeResources } from "../support/random-inventory"

let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
  const resources = randomResources(seededRandom(8), 700, Date.now(), [])
  const odd = resources.slice(0, 6)
  const names = ["=1+1", "+x", "-x", "@x", "\tx", 'quote " comma , line\nbreak']
  for (const [at, one] of odd.entries()) Object.assign(one, { name: names[at], removed_at: null })
  await storeResources(database.db, resources, [])
})
afterAll(() => database.close())

const open = (request: Record<string, unknown>, signal = new AbortController().signal) =>
  exportResources(database.ctx, exportSchema.parse(request), signal)

/** Reads CSV (RFC 4180). */
function readCsv(body: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain = "", end] of body.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n"]*))(,|\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === "\n") rows.push([])
    if (end === "") break
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "")
}

async function expected(query: Record<string, unknown>) {
  const all = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listResources(
      database.ctx,
      listQuerySchema.parse({ ...query, limit: 500, ...(cursor && { cursor }) }),
    )
    all.push(...page.resources)
    cursor = page.next_cursor
  }
  return all
}

test("CSV has exactly the view: its query, its columns, its order", async () => {
  for (const query of [
    { q: "" },
    { q: "-prod", sort: "-region" },
    { q: "type:lambda", sort: "-properties.memory_size" },
    { q: "is:removed" },
  ]) {
    const columns = "name,resource_id,region,tag.env,properties.memory_size,last_changed_at"
    const [head, ...rows] = readCsv(await text(await open({ ...query, format: "csv", columns, raw: "true" })))
    expect(head?.join(",")).toBe(columns)
    const wanted = (await expected(query)).map((one) => [
      ...[one.name ?? "", one.resource_id, one.region, one.tags?.env ?? ""],
      ...[String(one.type_specific_properties.memory_size ?? ""), one.last_changed_at],
    ])
    expect(rows, JSON.stringify(query)).toEqual(wanted)
  }
})

test("what a spreadsheet would run gets an apostrophe, unless raw is asked for", async () => {
  const names = async (raw: string) =>
    readCsv(await text(await open({ format: "csv", columns: "name,type", raw }))).map(([name]) => name ?? "")
  const [defused, raw] = [await names("false"), await names("true")]
  for (const name of ["=1+1", "+x", "-x", "@x", "\tx"]) {
    expect(raw).toContain(name)
    expect(defused).toContain(`'${name}`)
    expect(defused).not.toContain(name)
  }
  expect(defused).toContain('quote " comma , line\nbreak')
})

test("NDJSON has an object a line, as REST has it", async () => {
  const lines = (await text(await open({ q: "type:ec2", format: "ndjson" }))).trim().split("\n")
  const wanted = await expected({ q: "type:ec2" })
  const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(read.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id))
  const { account_name: _, ...first } = wanted[0] ?? {}
  expect(read[0]).toEqual(first)
})

test("in XLSX, numbers, times and booleans are what they are, and what was cut says so", async () => {
  const kinds = ["text", "number", "number", "boolean", "time", "text", "text", "text"] as const
  const texts = ["n,", "1234567890123456789", "12", "true", "2026-08-14T09:12:44.500Z"]
  const row = [...texts, "x".repeat(40_000), "0123", "🚀".repeat(20_000)]
  const lines = [row, kinds.map(() => null)].map((cells) => `${JSON.stringify(cells)}\n`).join("")
  const columns = kinds.map((kind, at) => ({ key: `c${at}`, kind }))
  const files = unzipSync(await buffer(Readable.from(toWorkbook(columns, Readable.from([Buffer.from(lines)])))))
  const sheet = strFromU8(files["xl/worksheets/sheet1.xml"] ?? new Uint8Array())
  const [, cells = ""] = [...sheet.matchAll(/<row>(.*?)<\/row>/gs)].map(([, found = ""]) => found)
  // A number with more digits than Excel keeps is text: no digit is lost.
  expect(cells).toContain(">1234567890123456789</t>")
  expect(cells).toContain("<c><v>12</v></c>")
  expect(cells).toContain('<c t="b"><v>1</v></c>')
  // So many days after 1899-12-30.
  expect(cells).toMatch(/<c s="1"><v>46248\.3838483/)
  expect(cells).toContain(">0123</t>")
  expect(cells).toContain("[cut: 40000 characters in all; CSV and NDJSON have them]")
  for (const [, text = ""] of cells.matchAll(/<t xml:space="preserve">(.*?)<\/t>/gs)) {
    expect(text.length).toBeLessThanOrEqual(32_767)
    expect(text).not.toMatch(/\p{Cs}/u)
  }
  expect(Object.keys(files)).toContain("xl/styles.xml")
})

test("a selection that leaves rows out has the others", async () => {
  const all = (await expected({ q: "" })).map(({ id }) => id)
  const except = all.slice(0, 3).join(",")
  const ids = (await text(await open({ q: "", columns: "id", except }))).trim().split("\n").slice(1)
  expect(ids.sort()).toEqual(all.slice(3).sort())
  const { rows } = await estimateExport(database.ctx, exportSchema.parse({ q: "", except }))
  expect(rows).toBe(all.length - 3)
})

test("XLSX opens as a workbook whose names and ids are texts", async () => {
  const wanted = await expected({ q: "" })
  const files = unzipSync(
    new Uint8Array(await buffer(await open({ q: "", format: "xlsx", columns: "name,resource_id" }))),
  )
  expect(Object.keys(files).sort()).toEqual([
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
  ])
  const sheet = strFromU8(files["xl/worksheets/sheet1.xml"] ?? new Uint8Array())
  const rows = [...sheet.matchAll(/<row>(.*?)<\/row>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<c\/>|<t xml:space="preserve">(.*?)<\/t>/gs)].map(([, cell]) => cell ?? ""),
  )
  expect(rows).toHaveLength(wanted.length + 1)
  const decode = (cell: string) => cell.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
  expect(rows.slice(1).map((row) => row.map(decode))).toEqual(
    wanted.map(({ name, resource_id }) => [name ?? "", resource_id]),
  )
  expect(sheet).not.toContain("<f>")
})

test("a column's key may hold anything, and is never read as SQL", async () => {
  const odd = [
    "tag.$1",
    "tag.$2",
    'tag."',
    'tag." from users --',
    "tag.a\\",
    "tag.'",
    `tag.${"k".repeat(120)}1`,
    `tag.${"k".repeat(120)}2`,
    "name",
    "name",
  ]
  const columns = odd.map((key) => key.replaceAll(",", "%2C")).join(",")
  for (const format of ["csv", "ndjson", "xlsx"])
    expect((await buffer(await open({ format, columns, raw: "true" }))).length).toBeGreaterThan(0)
  const [head, first] = readCsv(await text(await open({ format: "csv", columns, raw: "true" })))
  expect(head).toEqual([...new Set(odd)])
  expect(first).toHaveLength(odd.length - 1)
  const attack = 'tag.$2,tag."%2C (select string_agg(datname%2C chr(10)) from pg_database) as "x'
  const body = await text(await open({ format: "csv", columns: attack, raw: "true" }))
  expect(body).not.toContain("template")
  expect(exportSchema.safeParse({ columns: "," }).success).toBe(false)
})

test("an export whose reader left before it began is closed, and counts no more", async () => {
  const gone = AbortSignal.abort()
  for (let time = 0; time < 6; time++) {
    const stream = await open({ format: "csv", columns: "name" }, gone)
    stream.on("error", () => {})
    await expect.poll(() => stream.destroyed).toBe(true)
  }
  expect(readCsv(await text(await open({ q: "type:rds", format: "csv", columns: "name" }))).length).toBeGreaterThan(1)
})

test("a selection is exported by its ids, within the query's rules", async () => {
  const [a, b] = await expected({ q: "type:rds" })
  const body = await text(
    await open({ format: "csv", columns: "resource_id", ids: `${a?.id},${b?.id},${randomUUID()}` }),
  )
  expect(readCsv(body).slice(1).flat().sort()).toEqual([a?.resource_id, b?.resource_id].sort())
  expect(exportSchema.safeParse({ ids: "nonsense" }).success).toBe(false)
  expect(exportSchema.safeParse({ columns: "shoe_size" }).error?.issues[0]?.message).toContain(
    "No column is called shoe_size",
  )
})

test("the estimate has the rows exactly and the bytes nearly", async () => {
  const request = { q: "", format: "csv", columns: "name,arn,region" }
  const { rows, isExact, bytes } = await estimateExport(database.ctx, exportSchema.parse(request))
  const body = await text(await open(request))
  expect({ rows, isExact }).toEqual({ rows: (await expected({ q: "" })).length, isExact: true })
  expect(bytes / Buffer.byteLength(body)).toBeGreaterThan(0.8)
  expect(bytes / Buffer.byteLength(body)).toBeLessThan(1.25)
})

/** Exports that run in the database. */
async function copying(): Promise<number> {
  const [row] = await database.db.execute<{ count: number }>(
    sql`select count(*)::int as count from pg_stat_activity where datname = current_database() and query like 'copy (%'`,
  )
  return row?.count ?? 0
}

test("when the reader leaves in the middle, the query in the database ends, and its connection is closed", async () => {
  // More than the buffers on the way hold, so that the database waits for its reader.
  const columns = Array.from({ length: 90 }, (_, at) => `tag.${"k".repeat(at + 1)}`).join(",")
  const wide = exportSchema.parse({ format: "ndjson", columns: `${columns},name,tags`, q: "is:removed OR -is:removed" })
  await database.db.execute(
    sql`update resources set type_specific_properties = jsonb_build_object('description', repeat('x', 20000))`,
  )
  const whole = exportSchema.parse({ format: "ndjson", q: "" })
  for (const request of [wide, whole]) {
    const stream = await exportResources(database.ctx, request, new AbortController().signal)
    stream.on("error", () => {})
    const reader = stream[Symbol.asyncIterator]()
    await reader.next()
    expect(await copying()).toBeGreaterThan(0)
    stream.destroy()
    await expect.poll(copying, { timeout: 60_000 }).toBe(0)
  }
})

const ENDLESS = 1_000_000_000
/** A text of a kilobyte in each row; after so many rows, none comes for minutes. */
const slow = (rows: number) =>
  sql`select case when n > ${rows}::int then (select pg_sleep(600))::text else repeat('x', 1000) end from (select generate_series(1, ${ENDLESS}::int) as n) numbers`

test.each([
  ["before the first row", 0],
  ["while no row comes", 1_000],
  ["while it does not read", ENDLESS],
])("a reader who leaves %s leaves nothing behind, in the database or in this process", async (_, rows) => {
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length
  // The pool makes its connections now.
  await Promise.all(Array.from({ length: 20 }, copying))
  const before = sockets()
  const abort = new AbortController()
  const opened = copyOut(database.ctx, slow(rows), { format: "format csv", asItLies: true, signal: abort.signal })
  await expect.poll(copying, { timeout: 60_000 }).toBe(1)
  if (rows > 0) (await opened).on("error", () => {})
  if (rows === 1_000) (await opened).resume()
  if (rows > 0) await setTimeout(500)
  abort.abort()
  expect((await opened).destroyed).toBe(true)
  await expect.poll(copying, { timeout: 60_000 }).toBe(0)
  await expect.poll(sockets, { timeout: 60_000 }).toBe(before)
})
