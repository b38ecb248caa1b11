import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { type Facts, factNames } from "@/lib/inventory/columns"
import { type Moment, validAt } from "@/lib/inventory/history/moment"
import { isManaged } from "@/lib/inventory/managed"
import { inScope } from "@/lib/inventory/read/scope"
import { lastSeen, sliceOf, slicesAt } from "@/lib/query/freshness-sql"
import { arrayLiteral } from "@/lib/query/to-sql"

/** A resource as REST and the pages show it. It holds no sealed value. */
export interface ResourceView extends Facts {
  id: string
  account_id: string
  /** Null until somebody gave the account a name. */
  account_name: string | null
  region: string
  type: string
  resource_id: string
  /** Null if they could never be read. */
  tags: Record<string, string> | null
  type_specific_properties: Record<string, unknown>
  /** AWS or another service made it. */
  managed: boolean
  first_seen_at: string
  last_seen_at: string
  last_changed_at: string
  removed_at: string | null
  /** Since when its slice could not be read; null if what we show is verified. */
  unverified_since: string | null
}

type Row = ResourceView & Record<string, unknown>

const UNVERIFIED_SINCE = sql.raw("case when r.removed_at is null then sl.unverified_since end")

/** When a resource was last seen, and since when its slice could not be read, over a row `r` and its slice `sl`. */
export const freshness = (past: string | null) => ({
  last_seen_at: lastSeen(past, sql.raw("sl.verified_at")),
  unverified_since: UNVERIFIED_SINCE,
})

/** The columns of a resource over `r` and its slice `sl`, as they are shown. */
export function shownColumns(past: string | null): SQL {
  const { last_seen_at, unverified_since } = freshness(past)
  return sql`${SHOWN}, ${last_seen_at} as last_seen_at, ${unverified_since} as unverified_since`
}

const SHOWN =
  sql.raw(`r.id, r.account_id, (select a.name from accounts a where a.account_id = r.account_id) as account_name, r.region, r.type, r.resource_id,
  ${factNames.map((name) => `r.${name}`).join(", ")}, r.tags, r.type_specific_properties, r.first_seen_at,
  r.last_changed_at, r.removed_at`)

export const sliceJoin = (past: string | null): SQL => sql`left join ${slicesAt(past)} sl on ${sliceOf}`

/**
 * Reads resources by their row ids, in the order of the ids. Those that the actor may not see, and those that were not
 * known at the moment, are left out.
 */
export async function loadResources(
  ctx: Ctx,
  ids: readonly string[],
  moment: Moment | null = null,
): Promise<ResourceView[]> {
  if (ids.length === 0) return []
  const past = moment?.at ?? null
  // Each row looks up its slice: in a join, PostgreSQL would read all slices for a few rows. Those of the past have no index.
  const slice = sql`left join lateral (select * from ${slicesAt(null)} sl where ${sliceOf} offset 0) sl on true`
  const from = (table: string, valid: SQL) => sql`
    select ${shownColumns(past)} from ${sql.raw(table)} r ${past === null ? slice : sliceJoin(past)}
    where r.id = any(${arrayLiteral(ids)}::uuid[]) and ${inScope(ctx, "r.account_id")} and ${valid}`
  const rows = await ctx.db.execute<Row>(
    moment
      ? sql`${from("resources", validAt(moment, false))} union all ${from("resource_versions", validAt(moment, true))}`
      : from("resources", sql`true`),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toView(row)] : []
  })
}

const TIMES = ["first_seen_at", "last_seen_at", "last_changed_at", "removed_at", "unverified_since"] as const

/** PostgreSQL's times as ISO 8601 in UTC. */
export function toView(row: Row): ResourceView {
  const times = Object.fromEntries(
    TIMES.map((name) => [name, row[name] === null ? null : new Date(String(row[name])).toISOString()]),
  )
  return { ...row, ...times, managed: isManaged(row.type, row.type_specific_properties) } as ResourceView
}
