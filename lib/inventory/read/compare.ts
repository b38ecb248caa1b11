import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { factNames } from "@/lib/inventory/columns"
import { withoutDigests } from "@/lib/inventory/history/digests"
import { cutOf, earliest, type Moment, momentOf, validAt } from "@/lib/inventory/history/moment"
import { readCursor, toCursor } from "@/lib/inventory/history/place"
import type { CompareQuery, Fate } from "@/lib/inventory/history/schema"
import { compile, selectMatches } from "@/lib/inventory/read/compile"
import { withLiterals } from "@/lib/inventory/read/literals"
import { run } from "@/lib/inventory/read/run"
import { accountsOf, inScope } from "@/lib/inventory/read/scope"
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
  /** Others that could not be read for a time: when something changed there, it may have been found late. */
  unverified_between: number
  resources?: Compared[]
  next_cursor?: string | null
}

interface Range {
  from: Moment
  to: Moment
}

/** A month of changes is put together in memory, and not on the disk. */
const MEMORY = { work_mem: "64MB" }
const READ_AT_ONCE = 1_000
/** More changes in between take longer than a person waits. */
const MOST_CHANGES = 4_000_000
const NARROW = "Choose dates that are closer together."

/**
 * What differs between two moments, net: what came and went in between is counted apart, and what changed back is in no
 * list. A resource counts if the query matches it at one of the moments.
 */
export async function compareMoments(ctx: Ctx, query: CompareQuery): Promise<Comparison> {
  authorise(ctx, "inventory.read")
  const range = await rangeOf(ctx, query)
  await assertFeasible(ctx, range)
  const [{ totals, rows }, gaps] = await Promise.all([
    resolve(ctx, query, await resolvedSql(ctx, query, range)),
    countGaps(ctx, range),
  ])
  if (!query.kind) return { ...totals, ...gaps }
  const page = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? page.at(-1) : undefined
  return {
    ...{ ...totals, ...gaps, resources: await loadCompared(ctx, page, query.kind, range) },
    next_cursor: last ? toCursor(last) : null,
  }
}

/** The totals alone. */
export async function countDifferences(ctx: Ctx, query: CompareQuery): Promise<Record<Fate, number>> {
  authorise(ctx, "inventory.read")
  const range = await rangeOf(ctx, query)
  await assertFeasible(ctx, range)
  return (await resolve(ctx, query, await resolvedSql(ctx, query, range))).totals
}

/** Every resource of one list, a thousand at a time. The comparison is made once. */
export async function* readComparison(ctx: Ctx, query: CompareQuery & { kind: Fate }): AsyncGenerator<Compared[]> {
  authorise(ctx, "inventory.read")
  const range = await rangeOf(ctx, query)
  await assertFeasible(ctx, range)
  const rows = sql`${await resolvedSql(ctx, query, range)}
    select id, at::text, changes from resolved where fate = ${query.kind} order by resolved.at desc, id desc`
  for await (const page of ctx.db.$client.unsafe(withLiterals(rows)).cursor(READ_AT_ONCE)) {
    yield await loadCompared(ctx, page as unknown as Row[], query.kind, range)
  }
}

const rangeOf = async (ctx: Ctx, { from, to }: CompareQuery): Promise<Range> => ({
  from: await momentOf(ctx, from, "from"),
  to: await momentOf(ctx, to, "to"),
})

async function assertFeasible(ctx: Ctx, { from, to }: Range): Promise<void> {
  const [row] = await ctx.db.execute<{ changes: number }>(sql`
    select coalesce(sum(appeared + changed + removed), 0)::float8 as changes from daily_changes d
    where d.day between (${from.at}::timestamptz at time zone 'UTC')::date and (${to.at}::timestamptz at time zone 'UTC')::date
      and ${inScope(ctx, "d.account_id")}`)
  if ((row?.changes ?? 0) <= MOST_CHANGES) return
  const message = `There are ${row?.changes.toLocaleString("en-US")} changes in between, more than can be compared at once. ${NARROW}`
  throw new AppError("invalid", `Invalid request: ${message}`, { fields: [{ path: "from", message }] })
}

interface Row {
  id: string
  at: string
  changes: number
}

/** The totals and a page, in one statement: what is compared is read once. */
async function resolve(
  ctx: Ctx,
  { kind, limit, cursor }: CompareQuery,
  resolved: SQL,
): Promise<{ totals: Record<Fate, number>; rows: Row[] }> {
  const after = readCursor(cursor, "uuid")
  const behind = after ? sql`and (r.at, r.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``
  const page = sql`select r.id, r.at::text as at, r.changes, r.at as moment from resolved r
    where r.fate = ${kind ?? ""} ${behind} order by r.at desc, r.id desc limit ${limit + 1}`
  const [row] = await run<{ totals: { fate: Fate; count: number }[] | null; rows: Row[] | null }>(
    ctx.db,
    sql`${resolved} select
      (select json_agg(t) from (select fate, count(*)::int as count from resolved group by 1) t) as totals,
      (select json_agg(p order by p.moment desc, p.id desc) from (${page}) p) as rows`,
    NARROW,
    MEMORY,
  )
  const none = { appeared: 0, changed: 0, removed: 0, transient: 0 }
  const totals = { ...none, ...Object.fromEntries((row?.totals ?? []).map(({ fate, count }) => [fate, count])) }
  return { totals, rows: row?.rows ?? [] }
}

/** What the comparison can't know. */
async function countGaps(ctx: Ctx, { from, to }: Range) {
  const [row] = await ctx.db.execute<{ not_scanned_then: number; unverified: number; unverified_between: number }>(sql`
    with ends as materialized (
      select account_id, type, region, f.verified_at is null and t.verified_at is not null as is_new,
        f.unverified_since is not null as was_unverified, t.unverified_since is not null as is_unverified
      from slices_as_of(${from.at}::timestamptz) f join slices_as_of(${to.at}::timestamptz) t using (account_id, type, region)
      where ${inScope(ctx, "account_id")}
    ), missed as (
      select account_id, type, region from ends where was_unverified
      union select x.account_id, x.type, x.region from scan_slices x join ends using (account_id, type, region)
      where (x.state = 'failed' or not x.is_list_whole) and x.ended_at > ${from.at}::timestamptz and x.ended_at <= ${to.at}::timestamptz
    )
    select count(*) filter (where is_new)::int as not_scanned_then, count(*) filter (where is_unverified)::int as unverified,
      (select count(*)::int from missed join ends using (account_id, type, region) where not is_unverified) as unverified_between
    from ends`)
  return row ?? { not_scanned_then: 0, unverified: 0, unverified_between: 0 }
}

/** Each resource as it was when it was last there, with what differs. */
async function loadCompared(ctx: Ctx, rows: readonly Row[], kind: Fate, range: Range): Promise<Compared[]> {
  const ids = rows.map(({ id }) => id)
  const moment = { appeared: range.to, changed: range.to, removed: range.from, transient: range.to }[kind]
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
  return new Map(rows.map(({ id, fields }) => [id, withoutDigests(fields)]))
}

/** Volatile properties are not compared: their changes are not recorded. What one type calls so may be steady in another. */
const volatile = resourceTypes.flatMap(({ type, volatile: names }) =>
  names.length > 0 ? [sql`when ${type} then ${arrayLiteral(names)}::text[]`] : [],
)
const properties = volatile.length
  ? sql`r.type_specific_properties - case r.type ${sql.join(volatile, sql` `)} else '{}' end as type_specific_properties`
  : sql`r.type_specific_properties`

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
 * at both moments. If it was, and there is more than one change, the first old and the last new value of each field are
 * compared: it may have changed back.
 */
async function resolvedSql(ctx: Ctx, query: CompareQuery, { from, to }: Range): Promise<SQL> {
  const isTorn = from.torn.length + to.torn.length > 0
  const isNarrowed = accountsOf(ctx) !== undefined
  const first = earliest(from)
  const bounds = every([
    sql`c.at > ${first}::timestamptz and c.at <= ${to.at}::timestamptz`,
    ...(isTorn ? [sql`c.at > ${cutOf(from)} and c.at <= ${cutOf(to)}`] : []),
    ...(isNarrowed ? [inScope(ctx, "r.account_id")] : []),
  ])
  const join = isTorn || isNarrowed ? sql`join resources r on r.id = c.resource_id` : sql``
  const touched = sql`select c.resource_id as id, count(*)::int as changes, max(c.at) as at,
      min(c.id * 4 + ${CODES}) % 4 as first, max(c.id * 4 + ${CODES}) % 4 as last
    from resource_changes c ${join} where ${bounds} group by 1`
  const matched = await matchedSql(ctx, query)
  // `offset 0`: the changes in between are read once more in a row, and not one by one by their resources.
  return sql`with ${matched ? sql`touched as materialized (${touched}),` : sql``} wanted as materialized (
      select t.*, case when first not in (1, 2) then case last when 2 then 'transient' else 'appeared' end
        when last = 2 then 'removed' when changes = 1 then 'changed' end as fate
      from ${matched ? sql`touched t where ${matched}` : sql`(${touched}) t`}
    ), several as materialized (select id from wanted where fate is null
    ), steps as materialized (
      select c.resource_id as id, c.id as change, f.key, f.value -> 'old' as old, f.value -> 'new' as new
      from (select c.resource_id, c.id, c.fields from resource_changes c ${join} where ${bounds} offset 0) c
      cross join lateral jsonb_each(c.fields) f
      -- Of a thing that was made again, what differs counts.
      where c.resource_id in (select id from several) and f.key <> 'birth'
    ), differing as materialized (
      select distinct id from (select id from steps group by id, key
        having (array_agg(old order by change))[1] is distinct from (array_agg(new order by change desc))[1]) net
    ), resolved as not materialized (
      select id, at, changes, coalesce(fate, 'changed') as fate from wanted
      where fate is not null or id in (select id from differing)
    )`
}

/** What came and went matches by its last state, which is all that is left of it at the second moment. */
async function matchedSql(ctx: Ctx, { tree, from, to }: CompareQuery): Promise<SQL | null> {
  if (tree.kind === "and" && tree.nodes.length === 0) return null
  const isTouched = sql`and r.id in (select id from touched)`
  const then = selectMatches(await compile(ctx, { tree, asOf: from }), sql`r.id`, isTouched)
  const now = selectMatches(await compile(ctx, { tree, asOf: to }), sql`r.id`, isTouched)
  const gone = selectMatches(
    await compile(ctx, { tree, removed: "show", asOf: to }),
    sql`r.id`,
    sql`${isTouched} and r.removed_at is not null`,
  )
  return sql`t.id in (${then} union ${now}) or (t.first not in (1, 2) and t.last = 2 and t.id in (${gone}))`
}
