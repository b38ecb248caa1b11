import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { type Compiled, searchJoin } from "@/lib/inventory/read/compile"
import { keyColumns, type Order, orderBy, standsAfter, standsUpTo } from "@/lib/inventory/read/order"
import { run } from "@/lib/inventory/read/run"
import { onlyType } from "@/lib/query/edit"

/** A row's id, and the values that the list sorts by. */
export interface Placed {
  id: string
  values: (string | null)[]
}

/** How far an index is walked before the matches are collected instead. */
export const FIRST_WALK = 2_000
export const LONG_WALK = 20_000
/** With so many matches in the first walk, they are common enough for a longer one. */
export const COMMON = 6
export const MOST_COLLECTED = 10_000

/** What is looked for: a page of a query in an order, behind a row. */
export interface Search {
  ctx: Ctx
  query: Compiled
  order: Order
  after: readonly (string | null)[] | null
  /** The last row that is wanted; none if the list has no end but its own. */
  upTo?: readonly (string | null)[]
  isReversed: boolean
  limit: number
}

/**
 * Finds the first rows behind a place. Where an index has this order, it is walked: common matches are found at once.
 * PostgreSQL would walk it past rare ones for seconds, so the walk has an end, and then the matches are collected by the
 * indexes of the conditions, and sorted. No estimate decides, only what was found.
 */
export async function ordered(search: Search): Promise<Placed[]> {
  const { query, order, limit } = search
  const isWalkable = order.index !== null && (query.table === "resources" || order.index !== "first_seen_at")
  if (!isWalkable || query.hasRemoved) return sorted(search)
  if (await isLongAgo(search)) return (await collected(search)) ?? sorted(search)
  const near = await walk(search, FIRST_WALK)
  if (near.length >= limit) return near
  if (near.length >= COMMON) {
    const far = await walk(search, LONG_WALK)
    if (far.length >= limit) return far
  }
  return (await collected(search)) ?? sorted(search)
}

/** Whether few rows are still as they were: the index by time leads to these, and a walk would pass all the others. */
async function isLongAgo({ ctx, query: { table, moment, narrow } }: Search): Promise<boolean> {
  if (!moment || table !== "resources") return false
  const [row] = await run<{ count: number }>(
    ctx.db,
    sql`select count(*)::int as count from (select from resources r where r.removed_at is null
      and r.last_changed_at <= ${moment.at}::timestamptz limit ${LONG_WALK}) unchanged`,
    narrow,
  )
  return (row?.count ?? 0) < LONG_WALK
}

/** Walks the index that has the order, and keeps what matches. */
function walk({ ctx, query, order, after, isReversed, limit }: Search, most: number): Promise<Placed[]> {
  const type = onlyType(query.tree)
  const { keys, named } = keyColumns(order)
  // In the order of time, the rows of the moment stand together.
  const known =
    query.moment && order.index && order.index !== "name"
      ? sql`and ${sql.raw(`r.${order.index}`)} <= ${query.moment.at}::timestamptz`
      : sql``
  const walked = sql`select r.*, ${keys} from ${sql.raw(query.table)} r where r.removed_at is null ${known}
    ${type === null ? sql`` : sql`and r.type = ${type}`} ${after ? sql`and ${standsAfter(order, after, isReversed)}` : sql``}
    order by ${orderBy(order, isReversed)} limit ${most}`
  return placed(
    ctx,
    query,
    sql`select ${columns(named)} from (${walked}) r ${searchJoin(query)}
      where ${query.where} order by ${orderBy(named, isReversed)} limit ${limit}`,
  )
}

/** Collects all matches and sorts them; null if there are too many. */
export async function collected({ ctx, query, order, after, isReversed, limit }: Search): Promise<Placed[] | null> {
  const { keys, named } = keyColumns(order)
  const behind = after ? sql`and ${standsAfter(named, after, isReversed)}` : sql``
  const rows = await run<{ id: string | null; values: (string | null)[] | null; total: number }>(
    ctx.db,
    sql`with found as materialized (select r.id, ${keys} from ${query.from} where ${query.where} limit ${MOST_COLLECTED + 1}),
      total as (select count(*)::int as total from found),
      page as (select ${columns(named)}, row_number() over (order by ${orderBy(named, isReversed)}) as place
        from found r where (select total from total) <= ${MOST_COLLECTED} ${behind} order by place limit ${limit})
      select page.id, page.values, total.total from total left join page on true order by page.place`,
    query.narrow,
  )
  if ((rows[0]?.total ?? 0) > MOST_COLLECTED) return null
  return rows.flatMap(({ id, values }) => (id && values ? [{ id, values }] : []))
}

/** Sorts all matches: for an order without an index, and for removed resources, which the indexes leave out. */
export function sorted({ ctx, query, order, after, upTo, isReversed, limit }: Search): Promise<Placed[]> {
  const behind = sql`${after ? sql`and ${standsAfter(order, after, isReversed)}` : sql``}
    ${upTo ? sql`and ${standsUpTo(order, upTo, isReversed)}` : sql``}`
  return placed(
    ctx,
    query,
    sql`select ${columns(order)} from ${query.from} where ${query.where} ${behind}
      order by ${orderBy(order, isReversed)} limit ${limit}`,
  )
}

/** JSON rather than an array: postgres.js would read a missing element of one as the text NULL. */
const columns = ({ keys }: Order): SQL =>
  sql`r.id, json_build_array(${sql.join(
    keys.map(({ expression }) => sql`(${expression})::text`),
    sql`, `,
  )}) as values`

const placed = (ctx: Ctx, query: Compiled, statement: SQL): Promise<Placed[]> =>
  run<Placed>(ctx.db, statement, query.narrow)
