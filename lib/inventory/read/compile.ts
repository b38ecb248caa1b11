import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { inventoryFields } from "@/lib/inventory/fields"
import { type Moment, momentOf, validAt } from "@/lib/inventory/history/moment"
import { withAccountIds } from "@/lib/inventory/read/account-names"
import { COUNTED, lookUpFor } from "@/lib/inventory/read/look-up"
import { withScanParts } from "@/lib/inventory/read/scan-parts"
import { inScope } from "@/lib/inventory/read/scope"
import type { InventoryQuery } from "@/lib/inventory/schemas"
import { findField } from "@/lib/query/fields"
import { print } from "@/lib/query/print"
import { type LookUp, needsSearch, resourceLeaf, valuesLike } from "@/lib/query/resource-sql"
import { arrayLiteral, every, toSql } from "@/lib/query/to-sql"
import { allOf, conjuncts, leaves, type Node } from "@/lib/query/tree"

/** Where rows are read: as they are, or as they were before a change replaced them. Both have the same columns. */
type Table = "resources" | "resource_versions"

/** A query that is ready to run over a table `r`, and over `s`, what its rows are found by, if it needs that. */
export interface Compiled {
  tree: Node
  where: SQL
  /** The tables behind `from`. */
  from: SQL
  table: Table
  isSearched: boolean
  /** The same condition over `slice_counts c`; null if the counts cannot tell how many match. */
  counted: SQL | null
  /** What the condition requires of `slice_counts c`: nothing else holds a match now, but for removed resources. */
  places: SQL
  /** The same condition over `daily_changes d`; null if it does not know the fields. */
  daily: SQL | null
  /** Removed resources may be among the matches, so the indexes without them are of no use. */
  hasRemoved: boolean
  /** What to say if it takes too long. */
  narrow: string
  /** The moment that it asks about; null for now. */
  moment: Moment | null
  /** The other half of the matches at a moment: versions that were valid then. */
  past: Compiled | null
}

const SEARCH = sql.raw("left join resource_search s on s.id = r.id")
/** A version has what it was found by in its own row. */
const OWN_SEARCH = sql.raw("cross join lateral (select r.search, r.terms) s")

export const searchJoin = ({ isSearched, table }: Pick<Compiled, "isSearched" | "table">): SQL =>
  isSearched ? (table === "resources" ? SEARCH : OWN_SEARCH) : sql``

export const tablesOf = (query: Pick<Compiled, "isSearched" | "table">): SQL =>
  sql`${sql.raw(query.table)} r ${searchJoin(query)}`

/** The query's halves: one, or two for the past. */
const halvesOf = (query: Compiled): Compiled[] => (query.past ? [query, query.past] : [query])

/** One SELECT over each half, put together. */
export const overHalves = (query: Compiled, select: (half: Compiled) => SQL): SQL =>
  sql.join(
    halvesOf(query).map((half) => sql`(${select(half)})`),
    sql` union all `,
  )

/** Columns of all matches. @param more what stands behind the condition of each half, such as a limit. */
export const selectMatches = (query: Compiled, columns: SQL, more = sql``): SQL =>
  overHalves(query, ({ from, where }) => sql`select ${columns} from ${from} where ${where} ${more}`)

/** A query with everything that the database was asked about it. Conditions of it, and of parts of it, need no more. */
export interface Resolved {
  ctx: Ctx
  /** The query's tree, with accounts by their ids and scans by their parts. Its conditions keep their places. */
  tree: Node
  lookUp: LookUp
  moment: Moment | null
  removed: InventoryQuery["removed"] | undefined
}

type Asked = Pick<InventoryQuery, "tree"> & Partial<InventoryQuery>

/** Asks once what the accounts, scans, words, wildcards and the moment of a query mean. */
export async function resolve(ctx: Ctx, { tree: asked, removed, asOf = null }: Asked): Promise<Resolved> {
  const tree = await withScanParts(ctx, await withAccountIds(ctx, asked))
  const moment = asOf === null ? null : await momentOf(ctx, asOf)
  return { ctx, tree, lookUp: await lookUpFor(ctx, tree, moment, narrowHint(tree)), moment, removed }
}

/**
 * Turns a tree into SQL: leaves removed resources out unless they are asked for, and narrows it to the actor's accounts.
 * Pure. @param tree the resolved tree, or a part of it. @param withSearch the caller's own conditions need `s`.
 */
export function condition(
  { ctx, tree: whole, lookUp, moment, removed }: Resolved,
  tree = whole,
  withSearch = false,
): Compiled {
  const narrow = narrowHint(tree)
  const hasRemoved = removed === "show" || leaves(tree).some(asksForRemoved)
  const isSearched = withSearch || needsSearch(tree, lookUp.fields)
  const places = every([
    inScope(ctx, "c.account_id"),
    countedSql(allOf(conjuncts(tree).filter(isCounted)), lookUp, "c"),
  ])
  const half = (table: Table): Compiled => ({
    tree,
    where: every([
      ...(hasRemoved ? [] : [sql`r.removed_at is null`]),
      ...(moment ? [validAt(moment, table === "resource_versions")] : []),
      inScope(ctx, "r.account_id"),
      toSql(tree, resourceLeaf({ ...lookUp, isVersion: table === "resource_versions" })),
    ]),
    from: tablesOf({ table, isSearched }),
    ...{ table, isSearched, hasRemoved, moment, narrow },
    ...{ places, counted: hasRemoved || moment || !isCounted(tree) ? null : places },
    daily: isDaily(tree) ? every([inScope(ctx, "d.account_id"), countedSql(tree, lookUp, "d")]) : null,
    past: null,
  })
  return { ...half("resources"), past: moment && half("resource_versions") }
}

/** Both: resolves a query and turns it into SQL. @param withSearch the caller's own conditions need `s`. */
export const compile = async (ctx: Ctx, query: Asked, withSearch = false): Promise<Compiled> =>
  condition(await resolve(ctx, query), undefined, withSearch)

/** A term that means removed resources lifts the rule that leaves them out, even within a *not*. */
const asksForRemoved = (node: Node): boolean => {
  if (node.kind !== "term") return false
  if (node.field === "removed" || node.field === "scan") return true
  const names = node.values.map((value) => (value.kind === "text" ? value.pattern.join("*") : ""))
  return (node.field === "is" || node.field === "has" || node.field === "no") && names.includes("removed")
}

/** Whether `slice_counts` has every field of the tree. */
const isCounted = (tree: Node): boolean => leaves(tree).every((node) => node.kind === "term" && node.field in COUNTED)

/** Whether `daily_changes` has them too. */
const isDaily = (tree: Node): boolean =>
  isCounted(tree) && leaves(tree).every((node) => node.kind === "term" && node.field !== "status")

/** The tree over a table of counts, whose columns have the same names. A missing status is empty there. */
const countedSql = (tree: Node, { known }: LookUp, alias: "c" | "d"): SQL =>
  toSql(tree, (node) => {
    const column = node.kind === "term" ? (COUNTED[node.field] ?? "") : ""
    const values = node.kind === "term" ? valuesLike(known[column], node.values) : []
    return sql`${sql.raw(`${alias}.${column}`)} = any(${arrayLiteral(values)}::text[])`
  })

/** Names the term that probably makes a query slow: one that no index serves. */
function narrowHint(tree: Node): string {
  const terms = conjuncts(tree)
  const slow = terms.find((node) => node.kind === "term" && findField(inventoryFields, node.field)?.types) ?? terms[0]
  if (!slow) return "Add a term, such as type: or region:."
  return `Narrow ${print(slow)}, or add a term such as type: or region:.`
}
