import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { factNames } from "@/lib/inventory/columns"
import { cutOf, type Moment, momentOf, validAt } from "@/lib/inventory/history/moment"
import { readCursor, toCursor } from "@/lib/inventory/history/place"
import type { CompareQuery, Fate } from "@/lib/inventory/history/schema"
import { compile, selectMatches } from "@/lib/inventory/read/compile"
import { run } from "@/lib/inventory/read/run"
import { inScope } from "@/lib/inventory/read/scope"
import { loadResources, type ResourceView } from "@/lib/inventory/read/view"
import { arrayLiteral, every } from "@/lib/query/to-sql"

/** A resource that differs between two moments. */
export interface Compared extends ResourceView {
  /** What differs, `{ field: { old, new } }`; empty but for changed resources. */
  fields: Record<string, { old: unknown; new: unknown }>
  /** How many changes were recorded in between. */
  changes: number
  /** The last of them. */
  compared_at: string
}

export interface Comparison {
  appeared: number
  changed: number
  removed: number
  /** Came and went in between. */
  transient: number
  /** Slices of which the first moment knows nothing, and that were read in between: what appeared there may be older. */
  not_scanned_then: number
  /** Slices that could not be read at the second moment: what changed there is unknown. */
  unverified: number
  resources?: Compared[]
  next_cursor?: string | null
}

interface Range {
  from: Moment
  to: Moment
}

/** More changes in between take longer than a person waits. */
const MOST_CHANGES = 4_000_000
const NARROW = "Choose dates that are closer together, or add a term such as type: or region:."

/**
 * What differs between two moments, net: what came and went in between is counted apart, and what changed back is in no
 * list. A resource counts if the query matches it at one of the moments.
 */
export async function compareMoments(ctx: Ctx, query: CompareQuery): Promise<Comparison> {
  authorise(ctx, "inventory.read")
  const range = { from: await momentOf(ctx, query.from, "from"), to: await momentOf(ctx, query.to, "to") }
  await assertFeasible(ctx, range)
  const resolved = await resolvedSql(ctx, query, range)
  const [totals, gaps, page] = await Promise.all([
    countFates(ctx, resolved),
    countGaps(ctx, range),
    query.kind ? readPage(ctx, query, query.kind, range, resolved) : {},
  ])
  return { ...totals, ...gaps, ...page }
}

async function assertFeasible(ctx: Ctx, { from, to }: Range): Promise<void> {
  const [row] = await ctx.db.execute<{ changes: number }>(sql`
    select coalesce(sum(appeared + changed + removed), 0)::float8 as changes from daily_changes d
    where d.day between (${from.at}::timestamptz at time zone 'UTC')::date and (${to.at}::timestamptz at time zone 'UTC')::date
      and ${inScope(ctx, "d.account_id")}`)
  if ((row?.changes ?? 0) <= MOST_CHANGES) return
  const message = `There are ${row?.changes.toLocaleString("en-US")} changes in between, more than can be compared at once. ${NARROW}`
  throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "from", message }] })
}

async function countFates(ctx: Ctx, resolved: SQL): Promise<Record<Fate, number>> {
  const rows = await run<{ fate: Fate; count: number }>(
    ctx.db,
    sql`${resolved} select fate, count(*)::int as count from resolved group by 1`,
    NARROW,
  )
  const none = { appeared: 0, changed: 0, removed: 0, transient: 0 }
  return { ...none, ...Object.fromEntries(rows.map(({ fate, count }) => [fate, count])) }
}

/** What the comparison can't know. */
async function countGaps(ctx: Ctx, { from, to }: Range) {
  const [row] = await ctx.db.execute<{ not_scanned_then: number; unverified: number }>(sql`
    select count(*) filter (where f.verified_at is null and t.verified_at is not null)::int as not_scanned_then,
      count(*) filter (where t.unverified_since is not null)::int as unverified
    from slices_as_of(${from.at}::timestamptz) f
    join slices_as_of(${to.at}::timestamptz) t using (account_id, type, region) where ${inScope(ctx, "f.account_id")}`)
  return { not_scanned_then: row?.not_scanned_then ?? 0, unverified: row?.unverified ?? 0 }
}

interface Row {
  id: string
  at: string
  changes: number
}

async function readPage(ctx: Ctx, query: CompareQuery, kind: Fate, range: Range, resolved: SQL) {
  const after = readCursor(query.cursor)
  const behind = after ? sql`and (at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  const rows = await run<Row>(
    ctx.db,
    sql`${resolved} select id, at::text, changes from resolved where fate = ${kind} ${behind}
      order by at desc, id desc limit ${query.limit + 1}`,
    NARROW,
  )
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? page.at(-1) : undefined
  return { resources: await loadCompared(ctx, page, kind, range), next_cursor: last ? toCursor(last) : null }
}

/** Each resource as it was when it was last there, with what differs. */
async function loadCompared(ctx: Ctx, rows: readonly Row[], kind: Fate, range: Range): Promise<Compared[]> {
  const ids = rows.map(({ id }) => id)
  const moment = { appeared: range.to, changed: range.to, removed: range.from, transient: null }[kind]
  const [resources, fields] = await Promise.all([
    loadResources(ctx, ids, moment),
    kind === "changed" ? loadDifferences(ctx, ids, range) : new Map<string, Compared["fields"]>(),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return resources.map((resource) => ({
    ...resource,
    fields: fields.get(resource.id) ?? {},
    changes: byId.get(resource.id)?.changes ?? 0,
    compared_at: new Date(byId.get(resource.id)?.at ?? 0).toISOString(),
  }))
}

async function loadDifferences(ctx: Ctx, ids: readonly string[], { from, to }: Range) {
  const rows = await ctx.db.execute<{ id: string; fields: Compared["fields"] }>(sql`
    select t.id, jsonb_difference(${factsOf("a")}, ${factsOf("b")}) as fields
    from unnest(${arrayLiteral(ids)}::uuid[]) t(id)
    cross join lateral (${stateAt(from)}) a cross join lateral (${stateAt(to)}) b`)
  return new Map(rows.map(({ id, fields }) => [id, fields]))
}

/** What is compared of a row. Volatile properties are not: their changes are not recorded. */
const volatile = [...new Set(resourceTypes.flatMap((type) => type.volatile))]
const properties = volatile.length
  ? sql`r.type_specific_properties - ${arrayLiteral(volatile)}::text[] as type_specific_properties`
  : sql`r.type_specific_properties`
const compared = [...factNames, "tags", "type_specific_properties", "values_digest"]
const rowOf = (alias: "a" | "b") => sql.raw(`(${compared.map((name) => `${alias}.${name}`).join(", ")})`)

/** The row of `t.id` at a moment: none if it was not there. */
function stateAt(moment: Moment): SQL {
  const facts = sql.raw(factNames.map((name) => `r.${name}`).join(", "))
  const from = (table: string, isVersion: boolean) => sql`
    select ${facts}, r.tags, ${properties}, r.values_digest from ${sql.raw(table)} r
    where r.id = t.id and r.removed_at is null and ${validAt(moment, isVersion)}`
  return sql`${from("resources", false)} union all ${from("resource_versions", true)}`
}

/** A row as one flat object, as the writer compares it (`renew-known.ts`): unknown tags that became known are one fact. */
function factsOf(alias: "a" | "b"): SQL {
  const column = (name: string) => sql.raw(`${alias}.${name}`)
  const facts = [...factNames, "values_digest"].map((name) => sql`${name}::text, ${column(name)}`)
  return sql`(jsonb_build_object(${sql.join(facts, sql`, `)}) || ${column("type_specific_properties")}
    || case when a.tags is not null then tag_facts(${column("tags")})
       when ${column("tags")} is null then '{}' else jsonb_build_object('tags', ${column("tags")}) end)`
}

const CODES = sql.raw("case c.kind when 'appeared' then 0 when 'changed' then 1 when 'removed' then 2 else 3 end")

/**
 * `with … resolved (id, at, changes, fate)`. The kinds of the first and the last change tell whether a resource was there
 * at both moments. If it was, and there is more than one change, its states are compared: it may have changed back.
 */
async function resolvedSql(ctx: Ctx, query: CompareQuery, { from, to }: Range): Promise<SQL> {
  const isTorn = from.torn.length + to.torn.length > 0
  const isNarrowed = ctx.actor.kind !== "system" && ctx.actor.accounts !== undefined
  const [first = from.at] = from.torn.map(({ began_at }) => began_at).sort((a, b) => Date.parse(a) - Date.parse(b))
  const bounds = every([
    sql`c.at > ${first}::timestamptz and c.at <= ${to.at}::timestamptz`,
    ...(isTorn ? [sql`c.at > ${cutOf(from)} and c.at <= ${cutOf(to)}`] : []),
    ...(isNarrowed ? [inScope(ctx, "r.account_id")] : []),
  ])
  const join = isTorn || isNarrowed ? sql`join resources r on r.id = c.resource_id` : sql``
  return sql`with touched as materialized (
      select c.resource_id as id, count(*)::int as changes, max(c.at) as at,
        min(c.id * 4 + ${CODES}) % 4 as first, max(c.id * 4 + ${CODES}) % 4 as last
      from resource_changes c ${join} where ${bounds} group by 1
    ), wanted as materialized (
      select t.*, case when first not in (1, 2) then case last when 2 then 'transient' else 'appeared' end
        when last = 2 then 'removed' when changes = 1 then 'changed' end as fate
      from touched t ${await matchedSql(ctx, query)}
    ), resolved as materialized (
      select id, at, changes, fate from wanted where fate is not null
      union all
      select t.id, t.at, t.changes, 'changed' from wanted t
      cross join lateral (${stateAt(from)}) a cross join lateral (${stateAt(to)}) b
      where t.fate is null and ${rowOf("a")} is distinct from ${rowOf("b")}
    )`
}

/** What came and went matches by its last state, which is all that is left of it at both moments. */
async function matchedSql(ctx: Ctx, { tree, from, to }: CompareQuery): Promise<SQL> {
  if (tree.kind === "and" && tree.nodes.length === 0) return sql``
  const isTouched = sql`and r.id in (select id from touched)`
  const then = selectMatches(await compile(ctx, { tree, asOf: from }), sql`r.id`, isTouched)
  const now = selectMatches(await compile(ctx, { tree, asOf: to }), sql`r.id`, isTouched)
  const gone = selectMatches(
    await compile(ctx, { tree, removed: "show" }),
    sql`r.id`,
    sql`${isTouched} and r.removed_at is not null`,
  )
  return sql`where t.id in (${then} union ${now}) or (t.first not in (1, 2) and t.last = 2 and t.id in (${gone}))`
}
