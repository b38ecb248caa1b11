import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { type Facts, factNames } from "@/lib/inventory/columns"
import { inScope } from "@/lib/inventory/read/scope"
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
  first_seen_at: string
  last_seen_at: string
  last_changed_at: string
  removed_at: string | null
  /** Since when its slice could not be read; null if what we show is verified. */
  unverified_since: string | null
}

type Row = Omit<ResourceView, "account_name"> & Record<string, unknown>

/** The columns of a resource over `resources r` and its slice `sl`, as they are shown. */
export const shownColumns: SQL = sql.raw(`r.id, r.account_id, r.region, r.type, r.resource_id,
  ${factNames.map((name) => `r.${name}`).join(", ")}, r.tags, r.type_specific_properties, r.first_seen_at,
  greatest(r.seen_at, case when r.removed_at is null then sl.verified_at end) as last_seen_at, r.last_changed_at,
  r.removed_at, case when r.removed_at is null then sl.unverified_since end as unverified_since`)

export const sliceJoin: SQL = sql.raw(
  "left join slices sl on sl.account_id = r.account_id and sl.type = r.type and sl.region = r.slice_region",
)

/** Reads resources by their row ids, in the order of the ids. Those that the actor may not see are left out. */
export async function loadResources(ctx: Ctx, ids: readonly string[]): Promise<ResourceView[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db.execute<Row>(sql`
    select ${shownColumns} from resources r ${sliceJoin}
    where r.id = any(${arrayLiteral(ids)}::uuid[]) and ${inScope(ctx, "r.account_id")}`)
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
  return { ...row, account_name: null, ...times } as ResourceView
}
