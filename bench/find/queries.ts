import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { openDb } from "@/lib/db/client"
import { compile, searchJoin } from "@/lib/inventory/read/compile"
import { completeQuery } from "@/lib/inventory/read/complete"
import { listResources } from "@/lib/inventory/read/list"
import { orderBy, orderOf } from "@/lib/inventory/read/order"
import { run } from "@/lib/inventory/read/run"
import { shownColumns, sliceJoin } from "@/lib/inventory/read/view"
import { listQuerySchema } from "@/lib/inventory/schemas"
import type { Figure } from "../figures"
import { median, percentile, type RunningProduct, times } from "./product"
import { anywhere, scan } from "./scan"

const RUNS = 7
const READ_MOST = 20_000

/** Every filter and every sort, alone and combined. */
const TYPICAL: readonly Record<string, string>[] = [
  ...[
    "name",
    "-name",
    "last_changed_at",
    "-last_changed_at",
    "first_seen_at",
    "type",
    "region",
    "-account_id",
    "status",
  ].map((sort) => ({ sort })),
  { sort: "tag.env" },
  ...[
    "type:rds",
    "region:eu-west-1",
    "account:100000000007",
    "status:stopped",
    "tag:env=prod",
    "tag:cost-center=cc-17",
  ].map((q) => ({ q })),
  ...[
    "-tag:owner",
    "tag:ticket",
    "changed:<1d",
    "first_seen:<3d",
    "ip:10.20.0.0/16",
    "instance_type:m7g.large",
    "memory_size:>2000",
  ].map((q) => ({ q })),
  ...["is:untagged", "is:public", "no:vpc"].map((q) => ({ q })),
  { q: "type:rds region:eu-west-1", sort: "-last_changed_at" },
  { q: "tag:env=prod region:eu-*", sort: "region" },
  { q: "zephyr -status:running" },
  { q: "type:ec2,rds tag:env=prod OR quokka" },
]

/** Words by how often they occur, in more than one script. */
const WORDS = [
  ["quokka", "10 matches"],
  ["zephyr", "1,000"],
  ["бухгалтерия", "1,200, Cyrillic"],
  ["größe-日本", "1,900, German and Han"],
  ["checkout", "94,000"],
  ["no-such-word", "none"],
] as const

/** What a person types, key by key. */
const TYPED = [
  "type:rds",
  "region:eu-w",
  "tag:owner=owner12",
  "tag:env=prod status:run",
  "checkout tag:te",
  "instance_type:m7",
  "account:10000",
]

export async function benchQueries(ctx: Ctx, product: RunningProduct): Promise<Figure[]> {
  const route = median(await times(30, () => product.get("/api/aws/iam-policy?resource_types=ec2")))
  const figures: Figure[] = [
    { figure: "an authenticated route that does nothing", value: route, unit: "ms", reference: null, wanted: null },
  ]
  for (const query of TYPICAL) figures.push(await pageFigure(ctx, product, query, route))
  figures.push(...(await rowsRead(ctx)), await deepPage(ctx, product))
  figures.push(
    ...(await facetFigures(ctx, product)),
    ...(await wordFigures(ctx, product)),
    await completion(ctx, route),
  )
  return figures
}

const nameOf = (query: Record<string, string>) => [query.q, query.sort && `by ${query.sort}`].filter(Boolean).join(", ")

async function pageFigure(
  ctx: Ctx,
  product: RunningProduct,
  query: Record<string, string>,
  route: number,
): Promise<Figure> {
  const path = `/api/aws/resources?${new URLSearchParams(query)}`
  const value = median(await times(RUNS, () => product.get(path)))
  const raw = await bestRaw(ctx, query)
  return { figure: `page of 50 over REST: ${nameOf(query)}`, value, unit: "ms", reference: raw + route, wanted: "<= 2" }
}

/**
 * The best SQL that we know for a page, each sent by itself: PostgreSQL's own choice, the same with the matches collected
 * first, and an index walk with the conditions behind it. The quickest median counts.
 */
async function bestRaw(ctx: Ctx, query: Record<string, string>): Promise<number> {
  const parsed = listQuerySchema.parse(query)
  const compiled = await compile(ctx, parsed)
  const order = orderBy(orderOf(parsed.sort), false)
  const whole = (ids: SQL) =>
    sql`select ${shownColumns(null)} from (${ids}) page join resources r on r.id = page.id ${sliceJoin(null)} order by ${order}`
  const plain = sql`select r.id from ${compiled.from} where ${compiled.where} order by ${order} limit 50`
  const collected = sql`with found as materialized (select r.id from ${compiled.from} where ${compiled.where})
    select r.id from found join resources r on r.id = found.id order by ${order} limit 50`
  const walked = sql`select r.id from (select r.* from resources r where r.removed_at is null order by ${order} limit 20000) r
    ${searchJoin(compiled)} where ${compiled.where} order by ${order} limit 50`
  const medians: number[] = []
  for (const way of [plain, collected, walked]) {
    const tried = await times(1, () => run(ctx.db, whole(way), "")).catch(() => [Number.POSITIVE_INFINITY])
    // A way that is far slower than the best so far is not tried again.
    if ((tried[0] ?? 0) > 4 * Math.min(...medians, 1_000)) continue
    medians.push(median(await times(RUNS, () => run(ctx.db, whole(way), ""))))
  }
  return Math.min(...medians)
}

/** How many rows of the inventory's tables a page reads, by PostgreSQL's own statistics. */
async function rowsRead(ctx: Ctx): Promise<Figure[]> {
  const db = openDb(ctx.config, { maxConnections: 1 })
  const one = { ...ctx, db }
  const total = async () => {
    await db.$client`select pg_stat_force_next_flush()`
    const [row] = await db.$client`select sum(seq_tup_read + idx_tup_fetch)::float8 as rows from pg_stat_user_tables
      where relname in ('resources', 'resource_search', 'resource_addresses', 'search_terms')`
    return Number(row?.rows)
  }
  const read: { name: string; rows: number }[] = []
  for (const query of TYPICAL) {
    await total()
    const before = await total()
    await listResources(one, listQuerySchema.parse(query))
    await db.$client`select pg_stat_force_next_flush()`
    read.push({ name: nameOf(query), rows: (await total()) - before })
  }
  await db.$client.end()
  const worst = read.sort((a, b) => b.rows - a.rows)
  return worst.slice(0, 5).map(({ name, rows }, at) => ({
    ...{
      figure: `rows read for a page, ${at === 0 ? "the most of all typical queries" : `no. ${at + 1}`}: ${name}`,
      value: rows / READ_MOST,
    },
    ...{ unit: `× ${READ_MOST.toLocaleString("en-US")}`, reference: null, wanted: "<= 1" },
  }))
}

async function deepPage(ctx: Ctx, product: RunningProduct): Promise<Figure> {
  const order = orderOf({ key: "name", descending: false })
  const [name, id] = order.keys.map(({ expression }) => expression)
  const [row] = await ctx.db.execute<{ name: string; id: string }>(
    sql`select ${name} as name, ${id} as id from resources r where removed_at is null order by ${orderBy(order, false)} offset 499999 limit 1`,
  )
  const cursor = Buffer.from(JSON.stringify(["name", false, [row?.name, row?.id], 500_000])).toString("base64url")
  const value = median(await times(15, () => product.get(`/api/aws/resources?cursor=${cursor}`)))
  const reference = median(await times(15, () => product.get("/api/aws/resources")))
  return { figure: "page 10,000 by name, against page 1", value, unit: "ms", reference, wanted: "<= 1.5" }
}

/** Reads every row of the inventory. */
async function facetFigures(ctx: Ctx, product: RunningProduct): Promise<Figure[]> {
  const facets = async (q: string) =>
    median(await times(RUNS, () => product.get(`/api/aws/resources/facets?${new URLSearchParams({ q })}`)))
  const narrow = await compile(ctx, listQuerySchema.parse({ q: "tag:cost-center=cc-17" }))
  const raw = sql`with found as materialized (select r.type, r.region, r.account_id, r.status from ${narrow.from} where ${narrow.where})
    select type, region, account_id, status, count(*) from found group by grouping sets ((type), (region), (account_id), (status), ())`
  const all = await scan(ctx, "removed_at is null")
  return [
    {
      figure: "facets with counts, unfiltered, against a scan",
      value: await facets(""),
      unit: "ms",
      reference: all,
      wanted: "<= 0.05",
    },
    {
      figure: "facets of 2,000 matches, against the best SQL",
      value: await facets("tag:cost-center=cc-17"),
      unit: "ms",
      reference: median(await times(RUNS, () => run(ctx.db, raw, ""))),
      wanted: "<= 2",
    },
    {
      figure: "facets of 300,000 matches (env=prod), against a scan",
      value: await facets("tag:env=prod"),
      unit: "ms",
      reference: await scan(ctx, `tags @> '{"env":"prod"}'`),
      wanted: "<= 0.3",
    },
    {
      figure: "facets of 94,000 matches (checkout), against a scan",
      value: await facets("checkout"),
      unit: "ms",
      reference: await scan(ctx, anywhere("checkout")),
      wanted: "<= 0.3",
    },
  ]
}

async function wordFigures(ctx: Ctx, product: RunningProduct): Promise<Figure[]> {
  const search = async (q: string) =>
    median(await times(RUNS, () => product.get(`/api/aws/resources?${new URLSearchParams({ q })}`)))
  const figures: Figure[] = []
  for (const [word, matches] of WORDS) {
    figures.push({
      figure: `search by a word: ${word} (${matches}), against a scan`,
      value: await search(word),
      unit: "ms",
      reference: await scan(ctx, anywhere(word)),
      wanted: "<= 0.05",
    })
  }
  for (const word of ["ch", "qx"]) {
    figures.push({
      figure: `search by two letters: ${word}, against a scan`,
      value: await search(word),
      unit: "ms",
      reference: await scan(ctx, anywhere(word)),
      wanted: "<= 0.5",
    })
  }
  return figures
}

async function completion(ctx: Ctx, route: number): Promise<Figure> {
  const taken: number[] = []
  for (const text of TYPED) {
    for (let cursor = 1; cursor <= text.length; cursor++)
      taken.push(...(await times(1, () => completeQuery(ctx, text.slice(0, cursor), cursor))))
  }
  return {
    figure: "completion while typing, p95, with the route, against the route",
    value: percentile(taken, 0.95) + route,
    unit: "ms",
    reference: route,
    wanted: "<= 5",
  }
}
