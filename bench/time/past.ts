import { sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { toCursor } from "@/lib/inventory/history/place"
import { compareSchema, feedSchema } from "@/lib/inventory/history/schema"
import { compareMoments } from "@/lib/inventory/read/compare"
import { listDays } from "@/lib/inventory/read/daily"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import { listFeed } from "@/lib/inventory/read/feed"
import { listResources } from "@/lib/inventory/read/list"
import { readOverview } from "@/lib/inventory/read/overview"
import { run } from "@/lib/inventory/read/run"
import { listQuerySchema, querySchema } from "@/lib/inventory/schemas"
import { listOpenScans, listScans } from "@/lib/scans/read/list"
import type { Figure } from "../figures"
import { median, times } from "../find/product"
import { anywhere, scan } from "../find/scan"

const RUNS = 7
const DAY_MS = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()
const time = async (act: () => Promise<unknown>) => median(await times(RUNS, act))

export async function benchPast(ctx: Ctx): Promise<Figure[]> {
  const all = await scan(ctx, "removed_at is null")
  return [
    ...(await pages(ctx)),
    await facets(ctx, all),
    await comparison(ctx),
    ...(await feeds(ctx)),
    await overview(ctx, all),
  ]
}

const page = (ctx: Ctx, query: Record<string, string>) => time(() => listResources(ctx, listQuerySchema.parse(query)))

async function pages(ctx: Ctx): Promise<Figure[]> {
  const [week, long] = [ago(7), ago(300)]
  const figures: Figure[] = []
  for (const [name, q, as_of, most] of [
    ["a week ago: page by type", "type:rds", week, 5],
    ["a week ago: page by account and region", "account:100000000003 region:eu-west-1", week, 5],
    ["300 days ago: page by type", "type:rds", long, 10],
  ] as const) {
    const figure = `as of ${name}, against the same now`
    figures.push({
      figure,
      unit: "ms",
      value: await page(ctx, { q, as_of }),
      reference: await page(ctx, { q }),
      wanted: `<= ${most}`,
    })
  }
  const [tag, word] = [await scan(ctx, `tags @> '{"cost-center":"cc-17"}'`), await scan(ctx, anywhere("zephyr"))]
  for (const [name, q, as_of, all] of [
    ["a week ago: page by tag", "tag:cost-center=cc-17", week, tag],
    ["a week ago: page by word", "zephyr", week, word],
    ["300 days ago: page by tag", "tag:cost-center=cc-17", long, tag],
    ["300 days ago: page by word", "zephyr", long, word],
  ] as const) {
    const wanted = as_of === week ? "<= 1" : null
    figures.push({
      figure: `as of ${name}, against a scan`,
      unit: "ms",
      value: await page(ctx, { q, as_of }),
      reference: all,
      wanted,
    })
  }
  return figures
}

async function facets(ctx: Ctx, all: number): Promise<Figure> {
  const query = querySchema.parse({ as_of: ago(300) })
  return {
    figure: "as of 300 days ago: facets, against a scan",
    value: await time(() => listFacets(ctx, query)),
    ...{ unit: "ms", reference: all, wanted: "<= 2" },
  }
}

/** The reference reads every column of the changes in between, once. */
async function comparison(ctx: Ctx): Promise<Figure> {
  const [from, to] = [ago(60), ago(30)]
  const raw = sql`select count(*), sum(length(c.fields::text)), count(distinct c.resource_id), max(c.id), max(c.kind)
    from resource_changes c where c.at > ${from}::timestamptz and c.at <= ${to}::timestamptz`
  return {
    figure: "compare two dates a month apart, totals and first page, against reading the changes between them",
    value: await time(() => compareMoments(ctx, compareSchema.parse({ from, to, kind: "changed" }))),
    ...{ unit: "ms", reference: await time(() => run(ctx.db, raw, "")), wanted: "<= 2" },
  }
}

async function feeds(ctx: Ctx): Promise<Figure[]> {
  const figures: Figure[] = []
  const query = { q: "type:rds", kind: "changed" }
  const matches = sql`from resource_changes c join resources r on r.id = c.resource_id where r.type = 'rds' and c.kind = 'changed'`
  const [deep] = await ctx.db.execute<{ at: string; id: string }>(
    sql`select c.at::text, c.id::text ${matches} order by c.at desc, c.id desc offset 49950 limit 1`,
  )
  for (const [name, place] of [
    ["first page", null],
    ["page 1,000", deep ?? null],
  ] as const) {
    const after = place ? sql`and (c.at, c.id) < (${place.at}::timestamptz, ${place.id}::bigint)` : sql``
    const raw = sql`select c.*, r.type, r.name, r.resource_id, r.account_id, r.region ${matches} ${after}
      order by c.at desc, c.id desc limit 51`
    const cursor = place ? { cursor: toCursor(place) } : {}
    figures.push({
      figure: `changes feed, filtered, ${name}, against the best SQL`,
      value: await time(() => listFeed(ctx, feedSchema.parse({ ...query, ...cursor }))),
      ...{ unit: "ms", reference: await time(() => run(ctx.db, raw, "")), wanted: "<= 2" },
    })
  }
  return figures
}

async function overview(ctx: Ctx, all: number): Promise<Figure> {
  const newest = listQuerySchema.parse({ sort: "-first_seen_at", limit: 6 })
  const whole = () =>
    Promise.all([
      ...[summarise(ctx), listOpenScans(ctx), readOverview(ctx, ["owner", "env"]), listDays(ctx, 30)],
      ...[listScans(ctx, 5), listResources(ctx, newest)],
    ])
  return {
    figure: "overview, all its queries together, against a scan",
    ...{ value: await time(whole), unit: "ms", reference: all, wanted: "<= 0.15" },
  }
}
