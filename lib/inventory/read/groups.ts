import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { type Compiled, searchJoin, tablesOf } from "@/lib/inventory/read/compile"
import { type Group, orderBy, orderOf } from "@/lib/inventory/read/order"
import { run } from "@/lib/inventory/read/run"
import { COMMON, collected, ordered, type Placed, type Search, sorted } from "@/lib/inventory/read/search"
import { termId } from "@/lib/query/term-ids"
import { arrayLiteral } from "@/lib/query/to-sql"
import { allOf, type Node, textValue } from "@/lib/query/tree"

type Value = string | null

/** How many rows tell whether the matches are common. */
const SAMPLE = 600
/** So many values with few rows are collected together. */
const MOST_TOGETHER = 64
/** After so many rounds, the values are mostly others' than those of the matches. */
const MOST_ROUNDS = 12
/** So many values of a tag are read at a time. */
const VALUES_READ = 200

/**
 * Makes a list that is sorted by a column with few values, or by a tag, of one group after another, each sorted by name,
 * which an index has. Rare matches are collected and sorted together instead, and so are several small groups.
 */
export async function grouped(search: Search, group: Group): Promise<Placed[]> {
  const { ctx, query, limit } = search
  if (query.hasRemoved) return sorted(search)
  if (!(await isCommon(ctx, query))) {
    const all = await collected(search)
    if (all) return all
  }
  const rows: Placed[] = []
  let values = await valuesFrom(search, group, search.after ? (search.after[0] ?? null) : undefined)
  for (let size = 1, round = 0; values.length > 0 && rows.length < limit; round++) {
    if (round === MOST_ROUNDS) return sorted(search)
    const chunk = firstOf(values, size)
    const found = await findInGroups(search, group, chunk, limit - rows.length)
    if (!found) {
      size = 1
      continue
    }
    rows.push(...found)
    const last = chunk.at(-1) ?? null
    values = values.slice(chunk.length)
    if (values.length === 0 && last !== null)
      values = (await valuesFrom(search, group, last)).filter((one) => one !== last)
    size = Math.min(MOST_TOGETHER, size * 2)
  }
  return rows
}

/** The next values. Those that have none are a group of their own. */
function firstOf(values: readonly Value[], size: number): readonly Value[] {
  const none = values.slice(0, size).indexOf(null)
  return values.slice(0, none < 0 ? size : Math.max(1, none))
}

/** The rows of some groups; null if they are too many to be collected together. */
async function findInGroups(
  search: Search,
  group: Group,
  values: readonly Value[],
  limit: number,
): Promise<Placed[] | null> {
  const { after, isReversed } = search
  const isFirst = after !== null && values.includes(after[0] ?? null)
  const [value = null] = values
  const within = { ...search, query: inGroups(search.query, group, values), limit }
  if (values.length > 1) return collected({ ...within, after: isFirst ? after : null })
  const found = await ordered({
    ...within,
    order: orderOf({ key: "name", descending: isReversed }),
    after: isFirst ? after.slice(1) : null,
  })
  return found.map((row) => ({ ...row, values: [value, ...row.values] }))
}

/** The same query, narrowed to some values. */
function inGroups(query: Compiled, group: Group, values: readonly Value[]): Compiled {
  const some = values.filter((value) => value !== null)
  if ("tag" in group) {
    const key = group.tag
    const ids = some.length ? some.map((value) => termId({ kind: "tag", key, value })) : [termId({ kind: "key", key })]
    const has = sql`s.terms && ${arrayLiteral(ids)}::bigint[]`
    const where = sql`(${query.where} and ${some.length ? has : sql`(${has}) is not true`})`
    return { ...query, where, isSearched: true, from: tablesOf({ table: query.table, isSearched: true }) }
  }
  const column = sql.raw(`r.${group.column}`)
  const is = some.length ? sql`${column} = any(${arrayLiteral(some)}::text[])` : sql`${column} is null`
  const type = group.column === "type" && some.length === 1 ? some[0] : undefined
  const tree = type === undefined ? query.tree : allOf([query.tree, typeTerm(type)])
  return { ...query, tree, where: sql`(${query.where} and ${is})` }
}

const typeTerm = (type: string): Node => ({ kind: "term", field: "type", values: [textValue(type)] })

/**
 * The values in the list's order, from one on; those without a value stand last, or first if the list is read
 * backwards.
 * @param from undefined for the beginning.
 */
async function valuesFrom(search: Search, group: Group, from: Value | undefined): Promise<Value[]> {
  const { ctx, query, order, isReversed } = search
  const descending = Boolean(order.keys[0]?.descending)
  if (from === null && !isReversed) return [null]
  const begin = from === null ? undefined : from
  const { source, value } = sourceOf(query, group)
  const beyond = begin === undefined ? sql`` : sql`and ${value} ${sql.raw(descending ? "<=" : ">=")} ${begin}`
  const rows = await run<{ value: string }>(
    ctx.db,
    sql`select ${value} as value from ${source} ${beyond} group by 1
      order by 1 ${sql.raw(descending ? "desc" : "asc")} limit ${VALUES_READ}`,
    query.narrow,
  )
  const known: Value[] = rows.map((row) => row.value)
  if (isReversed) return from === undefined || from === null ? [null, ...known] : known
  return known.length < VALUES_READ ? [...known, null] : known
}

function sourceOf(query: Compiled, group: Group): { source: SQL; value: SQL } {
  if ("tag" in group) {
    const value = sql`t.value collate "C"`
    return { source: sql`search_terms t where t.kind = 'tag' and t.key = ${group.tag}`, value }
  }
  const column = sql.raw(`c.${group.column}`)
  // A value that nothing has now may have been there at the moment: its count is kept at 0.
  const holds = query.moment ? sql`true` : sql`c.count > 0 and ${query.places}`
  return {
    source: sql`slice_counts c where ${holds} and ${column} <> ''`,
    value: sql`${column} collate "C"`,
  }
}

/** Whether the first rows by name have enough matches to expect more than can be collected. */
async function isCommon(ctx: Ctx, query: Compiled): Promise<boolean> {
  const name = orderBy(orderOf({ key: "name", descending: false }), false)
  const [row] = await run<{ found: number }>(
    ctx.db,
    sql`select count(*)::int as found from (
        select r.* from ${sql.raw(query.table)} r where r.removed_at is null order by ${name} limit ${SAMPLE}) r
      ${searchJoin(query)} where ${query.where}`,
    query.narrow,
  )
  return (row?.found ?? 0) >= COMMON
}
