import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { type Compiled, compile, condition, resolve, selectMatches } from "@/lib/inventory/read/compile"
import { run } from "@/lib/inventory/read/run"
import { inScope } from "@/lib/inventory/read/scope"
import type { InventoryQuery } from "@/lib/inventory/schemas"
import { dropAt } from "@/lib/query/edit"
import { allOf, conjuncts, type Node } from "@/lib/query/tree"

/** A number of resources. Where `is_exact` is false, there are at least so many. */
export interface Count {
  value: number
  is_exact: boolean
}

export interface Facet {
  /** Empty for the resources that have none. */
  value: string
  count: number
  is_exact: boolean
}

/** The facets that every query has, by the contract's names; beside them, `tag.KEY` counts the values of a tag. */
export const plainFacets = ["type", "account_id", "region", "status"] as const

export interface FacetAnswer {
  count: Count
  facets: Record<string, Facet[]>
}

/** More matches are not counted one by one. */
const MOST_COUNTED = 10_000
/** The commonest values of a tag are shown. */
const MOST_VALUES = 100

/**
 * Counts the values of each facet among the matches. A facet ignores the terms on its own field, so that it shows what
 * another value would bring. Counts of many matches are exact where the kept counts tell, and else the first 10,000
 * matches are counted.
 */
export async function listFacets(
  ctx: Ctx,
  query: InventoryQuery,
  names: readonly string[] = plainFacets,
): Promise<FacetAnswer> {
  authorise(ctx, "inventory.read")
  const resolved = await resolve(ctx, query)
  const groups = groupByTree(resolved.tree, names)
  const own = { tree: resolved.tree, names: groups.find(({ tree }) => tree === resolved.tree)?.names ?? [] }
  const others = groups.filter(({ tree }) => tree !== resolved.tree)
  const answers = await Promise.all(
    [own, ...others].map(({ tree, names: ofTree }) => countMatches(ctx, condition(resolved, tree), ofTree)),
  )
  const found = Object.assign({}, ...answers.map(({ facets }) => facets)) as Record<string, Facet[]>
  return {
    count: answers[0]?.count ?? { value: 0, is_exact: true },
    facets: Object.fromEntries(names.map((name) => [name, found[name] ?? []])),
  }
}

/** How many resources match. */
export async function countResources(ctx: Ctx, query: InventoryQuery): Promise<Count> {
  authorise(ctx, "inventory.read")
  return (await countMatches(ctx, await compile(ctx, query), [])).count
}

/** How many would match without one condition each. @param places of the conditions among the query's. */
export async function countWithout(ctx: Ctx, query: InventoryQuery, places: readonly number[]): Promise<Count[]> {
  authorise(ctx, "inventory.read")
  const resolved = await resolve(ctx, query)
  return Promise.all(
    places.map(async (at) => (await countMatches(ctx, condition(resolved, dropAt(resolved.tree, at)), [])).count),
  )
}

/** Facets that ignore the same terms are counted together. */
function groupByTree(tree: Node, names: readonly string[]): { tree: Node; names: string[] }[] {
  const groups: { tree: Node; names: string[] }[] = []
  for (const name of names) {
    const rest = without(tree, name)
    const group = groups.find((one) => one.tree === rest)
    if (group) group.names.push(name)
    else groups.push({ tree: rest, names: [name] })
  }
  return groups
}

/** The tree without the required terms on the facet's field; the same object if there is none. */
function without(tree: Node, name: string): Node {
  const parts = conjuncts(tree)
  const kept = parts.filter((node) => !isAbout(node, name))
  return kept.length === parts.length ? tree : allOf(kept)
}

/** Whether a condition is about this facet alone: `type:ec2`, `-tag:env=prod`. */
function isAbout(node: Node, name: string): boolean {
  if (node.kind === "not") return isAbout(node.node, name)
  if (node.kind !== "term") return false
  if (name.startsWith("tag.")) return node.field === "tag" && node.path === name.slice(4)
  return (
    node.field === (name === "account_id" ? "account" : name) || (name === "status" && isPresenceOf(node, "status"))
  )
}

const isPresenceOf = (node: Extract<Node, { kind: "term" }>, field: string): boolean =>
  (node.field === "has" || node.field === "no") &&
  node.values.every((value) => value.kind === "text" && value.pattern[0] === field)

async function countMatches(ctx: Ctx, query: Compiled, names: readonly string[]): Promise<FacetAnswer> {
  const plain = names.filter((name) => (plainFacets as readonly string[]).includes(name))
  const tags = names.filter((name) => name.startsWith("tag."))
  if (!query.counted) return fromRows(ctx, query, plain, tags)
  const [kept, ofTags] = await Promise.all([
    fromCounts(ctx, query, query.counted, plain),
    tags.length ? fromRows(ctx, query, [], tags) : { facets: {} },
  ])
  return { count: kept.count, facets: { ...kept.facets, ...ofTags.facets } }
}

interface Row {
  facet: number
  value: string | null
  count: number
  [column: string]: unknown
}

/**
 * From the counts that the writers keep, in one pass: exact at every size. Two facets are grouped together first, since
 * each group by itself would look at every count.
 */
async function fromCounts(ctx: Ctx, query: Compiled, where: SQL, names: readonly string[]): Promise<FacetAnswer> {
  const column = (name: string) => sql.raw(`c.${name}`)
  const pairs = [names.slice(0, 2), names.slice(2)].filter((pair) => pair.length > 0)
  const sets = pairs.length ? pairs.map((pair) => sql`(${sql.join(pair.map(column), sql`, `)})`) : [sql`()`]
  const [first] = names
  const rows = await run<Row>(
    ctx.db,
    sql`with kept as materialized (select ${sql.join([...names.map(column), sql`sum(c.count) as count`], sql`, `)}
        from slice_counts c where c.count > 0 and ${where} group by grouping sets (${sql.join(sets, sql`, `)}))
      ${unionOf(
        names,
        (name) =>
          sql`select ${column(name)}, sum(c.count)::int from kept c where ${column(name)} is not null group by 1`,
        sql`sum(c.count)::int`,
        sql`kept c ${first ? sql`where ${column(first)} is not null` : sql``}`,
      )}`,
    query.narrow,
  )
  return toAnswer(rows, names, true)
}

/** A merge join reads every resource up to the last match, and PostgreSQL takes that for cheap. */
const NO_MERGE = { enable_mergejoin: "off" }

/** From the matches themselves, up to a bound. */
async function fromRows(
  ctx: Ctx,
  query: Compiled,
  plain: readonly string[],
  tags: readonly string[],
): Promise<FacetAnswer> {
  const names = [...plain, ...tags]
  const tagColumns = tags.map((name, at) => sql`, r.tags ->> ${name.slice(4)} as ${sql.raw(`tag${at}`)}`)
  const column = (name: string) => sql.raw(plain.includes(name) ? name : `tag${tags.indexOf(name)}`)
  const rows = await run<Row>(
    ctx.db,
    sql`with kept as materialized (${selectMatches(
      query,
      sql`r.type, r.account_id, r.region, r.status ${sql.join(tagColumns, sql``)}`,
      sql`limit ${MOST_COUNTED + 1}`,
    )})
      ${unionOf(names, (name) => sql`(select ${column(name)}, count(*)::int from kept group by 1 order by 2 desc, 1 limit ${plain.includes(name) ? null : MOST_VALUES})`, sql`count(*)::int`, sql`kept`)}`,
    query.narrow,
    NO_MERGE,
  )
  const total = rows.find(({ facet }) => facet === -1)?.count ?? 0
  return toAnswer(rows, names, total <= MOST_COUNTED)
}

function unionOf(names: readonly string[], select: (name: string) => SQL, total: SQL, from: SQL): SQL {
  const parts = names.map(
    (name, at) => sql`select ${sql.raw(String(at))} as facet, f.* from (${select(name)}) f(value, count)`,
  )
  return sql.join(
    [sql`select -1 as facet, null as value, coalesce(${total}, 0) as count from ${from}`, ...parts],
    sql` union all `,
  )
}

function toAnswer(rows: readonly Row[], names: readonly string[], isExact: boolean): FacetAnswer {
  const total = rows.find(({ facet }) => facet === -1)?.count ?? 0
  const ofFacet = (at: number): Facet[] =>
    rows
      .filter(({ facet }) => facet === at)
      .map(({ value, count }) => ({ value: value ?? "", count, is_exact: isExact }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return {
    count: { value: isExact ? total : MOST_COUNTED, is_exact: isExact },
    facets: Object.fromEntries(names.map((name, at) => [name, ofFacet(at)])),
  }
}

export interface InventorySummary {
  resources: number
  accounts: number
  regions: number
  /** Removed resources are kept, and left out unless they are asked for. */
  removed: number
  /** Slices that hold resources and could not be read by their last scan. */
  unverifiedSlices: number
  unverifiedSince: string | null
}

/** Counts the whole inventory, for the header of the resources page. It reads the kept counts. */
export async function summarise(ctx: Ctx): Promise<InventorySummary> {
  authorise(ctx, "inventory.read")
  const [row] = await ctx.db.execute<{ [name: string]: number | string | null }>(sql`
    select known.*, unverified.*, case when known.resources > 0 then 0 else
        (select count(*)::int from resources r where r.removed_at is not null and ${inScope(ctx, "r.account_id")}) end as removed
    from (select coalesce(sum(count), 0)::int as resources, count(distinct account_id)::int as accounts,
        count(distinct region)::int as regions
      from (select c.account_id, c.region, sum(c.count) as count from slice_counts c
        where c.count > 0 and ${inScope(ctx, "c.account_id")} group by 1, 2) places) known,
      (select count(*)::int as slices, min(sl.unverified_since) as since
      from slices sl where sl.unverified_since is not null and ${inScope(ctx, "sl.account_id")}) unverified`)
  return {
    resources: Number(row?.resources),
    accounts: Number(row?.accounts),
    regions: Number(row?.regions),
    removed: Number(row?.removed),
    unverifiedSlices: Number(row?.slices),
    unverifiedSince: row?.since ? new Date(row.since).toISOString() : null,
  }
}
