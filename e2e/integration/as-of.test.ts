import { isDeepStrictEqual } from "node:util"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, test } from "vitest"
import { inventoryFields } from "@/lib/inventory/fields"
import { compactHistory } from "@/lib/inventory/history/compact"
import { fillVersions } from "@/lib/inventory/history/fill-versions"
import { historyStart, listGaps } from "@/lib/inventory/history/gaps"
import { momentOf } from "@/lib/inventory/history/moment"
import { compareSchema, feedSchema } from "@/lib/inventory/history/schema"
import { compareMoments } from "@/lib/inventory/read/compare"
import { compile, selectMatches } from "@/lib/inventory/read/compile"
import { listFacets } from "@/lib/inventory/read/facets"
import { listFeed } from "@/lib/inventory/read/feed"
import { listResources } from "@/lib/inventory/read/list"
import { run } from "@/lib/inventory/read/run"
import { loadResources, type ResourceView } from "@/lib/inventory/read/view"
import { listQuerySchema, querySchema } from "@/lib/inventory/schemas"
import { parse } from "@/lib/query/parse"
import { print } from "@/lib/query/print"
import type { Node } from "@/lib/query/tree"
import { seededRandom } from "../sandbox/random"
import { openTestDatabase, type TestDatabase } from "../support/database"
import { type PlayedHistory, playHistory, type Snapshot, toPlain } from "../support/random-history"
import { randomTree } from "../support/random-query"
import { matching } from "../support/reference-filter"
import { sampleOf, seedOf } from "../support/sample"
import { found, storeSlice } from "../support/slices"

const RESOURCES = sampleOf(120, 600)
const STEPS = 10
const QUERIES = sampleOf(40, 400)
const seed = seedOf("Histories of resources", 12)

let database: TestDatabase
let history: PlayedHistory
let scansOf: Map<string, string[]>

beforeAll(async () => {
  database = await openTestDatabase()
  history = await playHistory(database.ctx, seed, RESOURCES, STEPS)
  const rows = await database.db.execute<{ id: string; scans: string[] }>(
    sql`select resource_id as id, array_agg(scan_id::text) as scans from resource_changes group by 1`,
  )
  scansOf = new Map(rows.map(({ id, scans }) => [id, scans]))
})
afterAll(() => database.close())

const present = ({ rows }: Snapshot) => rows.filter((row) => row.removed_at === null)

/** Every page, one after another, in an order. */
async function readAll(
  at: string,
  sort: string,
  q = "",
): Promise<Awaited<ReturnType<typeof listResources>>["resources"]> {
  const all = []
  let cursor: string | undefined
  do {
    const page = await listResources(database.ctx, listQuerySchema.parse({ as_of: at, sort, q, limit: 23, cursor }))
    all.push(...page.resources)
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  return all
}

async function expectWhole(snapshot: Snapshot): Promise<void> {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
  const rows = await readAll(snapshot.at, "name")
  const truth = present(snapshot)
  expect([...rows].sort(byId), `as of ${snapshot.at}, seed ${seed}`).toEqual([...truth].sort(byId))
}

test("at every moment of a random history, pages show the inventory as it was; slices are never torn", async () => {
  expect(history.snapshots.some(({ isTorn }) => isTorn)).toBe(true)
  for (const snapshot of history.snapshots) await expectWhole(snapshot)
})

test("every order has each row once, and the same one from both ends", async () => {
  const snapshot = history.snapshots.findLast(({ isTorn }) => !isTorn) as Snapshot
  const earlier = history.snapshots[Math.floor(history.snapshots.length / 2)] as Snapshot
  for (const { at, rows } of [earlier, snapshot]) {
    const truth = rows.filter((row) => row.removed_at === null)
    for (const sort of [
      "name",
      "-name",
      "-last_changed_at",
      "first_seen_at",
      "type",
      "-status",
      "tag.env",
      "-tag.env",
    ]) {
      const listed = (await readAll(at, sort)).map(({ id }) => id)
      expect(new Set(listed).size, sort).toBe(listed.length)
      expect([...listed].sort(), sort).toEqual(truth.map(({ id }) => id).sort())
    }
  }
  const { resources } = await listResources(
    database.ctx,
    listQuerySchema.parse({ as_of: earlier.at, sort: "name", cursor: "last", limit: 5 }),
  )
  expect(resources).toEqual((await readAll(earlier.at, "name")).slice(-5))
})

test("any query finds what a plain filter finds in the snapshot of that moment", async () => {
  const random = seededRandom(seed + 1)
  const known = history.snapshots.flatMap(({ rows }) =>
    rows.flatMap(({ name, resource_id }) => [name ?? "", resource_id]),
  )
  for (const snapshot of history.snapshots.filter((_, at) => at % 3 === 0)) {
    const plain = toPlain(snapshot.rows, scansOf)
    for (let count = 0; count < QUERIES; count++) {
      const text = print(randomTree(random, known, history.scans))
      const parsed = parse(text, inventoryFields)
      const tree: Node = parsed.ok ? parsed.tree : { kind: "and", nodes: [] }
      const query = await compile(database.ctx, { tree, asOf: snapshot.at })
      const rows = await run<{ id: string }>(database.db, selectMatches(query, sql`r.id`), "")
      const expected = [...matching(tree, plain, Date.parse(snapshot.at))].sort()
      expect(rows.map(({ id }) => id).sort(), `${text} as of ${snapshot.at}, seed ${seed}`).toEqual(expected)
    }
  }
})

test("facets count what was there", async () => {
  const snapshot = history.snapshots[4] as Snapshot
  const { count, facets } = await listFacets(database.ctx, querySchema.parse({ as_of: snapshot.at }), [
    "type",
    "tag.env",
  ])
  const truth = present(snapshot)
  expect(count).toEqual({ value: truth.length, is_exact: true })
  for (const { value, count } of facets.type ?? [])
    expect(count).toBe(truth.filter(({ type }) => type === value).length)
  expect(facets.type?.map(({ value }) => value).sort()).toEqual([...new Set(truth.map(({ type }) => type))].sort())
})

/** A row as one flat object, without what the moment itself decides. */
function flat(row: ResourceView, before: ResourceView): Record<string, unknown> {
  const tags = Object.fromEntries(Object.entries(row.tags ?? {}).map(([key, value]) => [`tag:${key}`, value]))
  const { arn, name, status, vpc_id, subnet_id, private_ip, public_ip } = row
  const known = before.tags ? tags : row.tags ? { tags: row.tags } : {}
  return { arn, name, status, vpc_id, subnet_id, private_ip, public_ip, ...row.type_specific_properties, ...known }
}

function differences(a: ResourceView, b: ResourceView): Record<string, { old: unknown; new: unknown }> {
  const [old, now] = [flat(a, a), flat(b, a)]
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => !isDeepStrictEqual(old[key], now[key]),
  )
  return Object.fromEntries(keys.map((key) => [key, { old: old[key] ?? null, new: now[key] ?? null }]))
}

test("two moments differ as their snapshots do, net, and field by field", async () => {
  const random = seededRandom(seed + 2)
  const { ctx, db } = database
  for (let count = 0; count < 25; count++) {
    const [a, b] = [random.pick(history.snapshots), random.pick(history.snapshots)].sort((x, y) =>
      x.at < y.at ? -1 : 1,
    )
    if (!a || !b || a.at === b.at) continue
    const [then, now] = [a, b].map((one) => new Map(present(one).map((row) => [row.id, row])))
    const ids = (list: Iterable<string> = []) => [...list].sort()
    const changed = [...(now?.values() ?? [])].flatMap((row) => {
      const before = then?.get(row.id)
      const fields = before ? differences(before, row) : {}
      return Object.keys(fields).length ? [[row.id, fields] as const] : []
    })
    const expected = {
      appeared: ids([...(now?.keys() ?? [])].filter((id) => !then?.has(id))),
      removed: ids([...(then?.keys() ?? [])].filter((id) => !now?.has(id))),
      changed: ids(changed.map(([id]) => id)),
    }
    const label = `${a.at} to ${b.at}, seed ${seed}`
    for (const kind of ["appeared", "removed", "changed"] as const) {
      const answer = await compareMoments(ctx, compareSchema.parse({ from: a.at, to: b.at, kind, limit: 1000 }))
      expect(ids(answer.resources?.map(({ id }) => id)), `${kind}, ${label}`).toEqual(expected[kind])
      expect(answer[kind]).toBe(expected[kind].length)
      if (kind !== "changed") continue
      const fields = new Map(answer.resources?.map((one) => [one.id, one.fields]))
      for (const [id, wanted] of changed) expect(fields.get(id), `${id}, ${label}`).toEqual(wanted)
    }
    if (a.isTorn || b.isTorn) continue
    const touched = await db.execute<{ id: string }>(sql`
      select distinct resource_id as id from resource_changes where at > ${a.at}::timestamptz and at <= ${b.at}::timestamptz`)
    const passing = touched.filter(({ id }) => !then?.has(id) && !now?.has(id))
    const { transient } = await compareMoments(ctx, compareSchema.parse({ from: a.at, to: b.at }))
    expect(transient, label).toBe(passing.length)
  }
})

test("a comparison has pages, and takes a query", async () => {
  const { ctx } = database
  const [a, b] = [history.snapshots[2] as Snapshot, history.snapshots.at(-1) as Snapshot]
  const query = { from: a.at, to: b.at, kind: "changed", q: "type:ec2 -tag:owner" }
  const whole = await compareMoments(ctx, compareSchema.parse({ ...query, limit: 1000 }))
  const paged: string[] = []
  let cursor: string | undefined
  do {
    const page = await compareMoments(ctx, compareSchema.parse({ ...query, limit: 3, cursor }))
    paged.push(...(page.resources ?? []).map(({ id }) => id))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  expect(paged).toEqual(whole.resources?.map(({ id }) => id))
  expect(paged.length).toBe(whole.changed)
  expect(whole.resources?.every(({ type }) => type === "ec2")).toBe(true)
  await expect(compareMoments(ctx, compareSchema.parse({ ...query, cursor: "xx" }))).rejects.toThrow("cursor")
})

test("the feed has every change once, the newest first, and those of a query alone", async () => {
  const { ctx, db } = database
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await listFeed(ctx, feedSchema.parse({ limit: 97, cursor }))
    all.push(...page.changes.map(({ id }) => id))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  const stored = await db.execute<{ id: string }>(
    sql`select c.id::text from resource_changes c order by c.at desc, c.id desc`,
  )
  expect(all).toEqual(stored.map(({ id }) => id))
  const [from, to] = [history.snapshots[3]?.at, history.snapshots.at(-2)?.at]
  const some = await listFeed(ctx, feedSchema.parse({ from, to, kind: "removed", q: "type:rds", limit: 1000 }))
  const [count] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from resource_changes c join resources r on r.id = c.resource_id
    where c.kind = 'removed' and r.type = 'rds' and c.at > ${from}::timestamptz and c.at <= ${to}::timestamptz`)
  expect(some.changes).toHaveLength(count?.count ?? -1)
  expect(count?.count).toBeGreaterThan(0)
})

test("resources_as_of() answers the same in SQL", async () => {
  for (const snapshot of history.snapshots) {
    const rows = await database.db.execute<{ id: string; name: string | null; tags: unknown; properties: unknown }>(sql`
      select id, name, tags, type_specific_properties as properties from resources_as_of(${snapshot.at}::timestamptz) order by id`)
    const truth = present(snapshot)
      .map(({ id, name, tags, type_specific_properties: properties }) => ({ id, name, tags, properties }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    expect([...rows], `as of ${snapshot.at}, seed ${seed}`).toEqual(truth)
  }
})

test("daily counts are those of a count", async () => {
  const wrong = await database.db.execute(sql`
    with counted as (
      select (c.at at time zone 'UTC')::date as day, r.account_id, r.type, r.region,
        count(*) filter (where c.kind in ('appeared', 'returned')) as appeared, count(*) filter (where c.kind = 'changed') as changed,
        count(*) filter (where c.kind = 'removed') as removed
      from resource_changes c join resources r on r.id = c.resource_id group by 1, 2, 3, 4)
    select * from counted full join daily_changes d using (day, account_id, type, region)
    where (counted.appeared, counted.changed, counted.removed) is distinct from (d.appeared::bigint, d.changed::bigint, d.removed::bigint)`)
  expect([...wrong]).toEqual([])
  const [total] = await database.db.execute(sql`
    select (select sum(present)::int from daily_counts where day = (now() at time zone 'UTC')::date) as daily,
      (select count(*)::int from resources where removed_at is null) as resources`)
  expect(total?.daily).toBe(total?.resources)
})

test("versions of before the table are rebuilt from the changes, also after a kill in the middle", async () => {
  const { db } = database
  const columns = sql.raw(
    "id, account_id, type, resource_id, arn, name, status, vpc_id, tags, type_specific_properties, slice_region, first_seen_at, last_changed_at, removed_at, until, search, (select array_agg(t order by t) from unnest(terms) t) as terms, (select array_agg(a order by a) from unnest(addresses) a) as addresses",
  )
  const read = () => db.execute(sql`select ${columns} from resource_versions order by id, last_changed_at`)
  const kept = [...(await read())]
  expect(kept.length).toBeGreaterThan(RESOURCES)
  // The first half was rebuilt before the kill.
  await db.execute(sql`delete from resource_versions where get_byte(uuid_send(id), 0) >= 128`)
  await db.execute(sql`update version_fill set is_done = false, position = '7fffffff-ffff-ffff-ffff-ffffffffffff'`)
  // Statuses that nothing has any more were not counted before.
  const statuses = () => db.execute(sql`select account_id, type, region, status from slice_counts order by 1, 2, 3, 4`)
  await db.execute(sql`delete from slice_counts where count = 0`)
  await fillVersions(db, () => {})
  expect([...(await read())]).toEqual(kept)
  const found = new Set((await statuses()).map((row) => JSON.stringify(row)))
  const half = await db.execute<{ row: string }>(sql`
    select distinct jsonb_build_array(account_id, type, region, coalesce(status, ''))::text as row from resource_versions
    where get_byte(uuid_send(id), 0) >= 128`)
  expect(half.length).toBeGreaterThan(3)
  for (const { row } of half) {
    const [account_id, type, region, status] = JSON.parse(row) as string[]
    expect(found).toContain(JSON.stringify({ account_id, type, region, status }))
  }
  expect(await fillVersions(db, () => {})).toBe(0)
  for (const snapshot of history.snapshots.slice(-4)) {
    const moment = await momentOf(database.ctx, snapshot.at)
    const ids = snapshot.rows.map(({ id }) => id)
    const rows = await loadResources(database.ctx, ids, moment)
    expect(rows.map(({ name, tags }) => ({ name, tags }))).toEqual(
      snapshot.rows.map(({ name, tags }) => ({ name, tags })),
    )
  }
})

test("compacting keeps every moment of the window, and what is older is refused, not guessed", async () => {
  const { ctx, config, db } = database
  const middle = history.snapshots[Math.floor(history.snapshots.length / 2)] as Snapshot
  const counted = await db.execute(sql`select sum(appeared) as appeared from daily_changes`)
  // The window begins just before the snapshot in the middle.
  const changesKeptDays = (Date.now() - Date.parse(middle.at) + 1_000) / 86_400_000
  const kept = { ...ctx, config: { ...config, changesKeptDays } }
  // What a slice that was being read then may need is kept for a week more: a reading that long ago is simulated.
  expect(await compactHistory(kept)).toBe(0)
  const week = { ...kept, config: { ...kept.config, changesKeptDays: changesKeptDays - 7 } }
  expect(await compactHistory(week)).toBeGreaterThan(0)
  for (const snapshot of history.snapshots.filter(({ at }) => at >= middle.at)) await expectWhole(snapshot)
  await expect(listResources(kept, listQuerySchema.parse({ as_of: "2020-01-01" }))).rejects.toThrow(
    "The past is kept for",
  )
  await expect(compareMoments(kept, compareSchema.parse({ from: "2020-01-01" }))).rejects.toMatchObject({
    fields: [{ path: "from" }],
  })
  expect(Date.parse((await historyStart(kept)) ?? "")).toBeGreaterThan(Date.parse(middle.at) - 60_000)
  expect(await db.execute(sql`select sum(appeared) as appeared from daily_changes`)).toEqual(counted)
})

test("a slice that was not scanned by then does not count as an empty one", async () => {
  const { ctx } = database
  const at = new Date().toISOString()
  await storeSlice(ctx, "vpc", [[found("vpc-late", { name: "late" })]])
  expect(await listGaps(ctx, at)).toEqual({
    total: 1,
    shown: [{ account_id: "123456789012", type: "vpc", region: "us-east-1" }],
  })
  const { not_scanned_then } = await compareMoments(ctx, compareSchema.parse({ from: at }))
  expect(not_scanned_then).toBe(1)
  expect((await listGaps(ctx, new Date().toISOString())).total).toBe(0)
})
