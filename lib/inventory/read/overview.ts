import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { orNull } from "@/lib/errors"
import { keptSince } from "@/lib/inventory/history/moment"
import { countDifferences } from "@/lib/inventory/read/compare"
import { inScope } from "@/lib/inventory/read/scope"
import { EVERYTHING } from "@/lib/query/tree"

export interface Share {
  value: string
  count: number
}

export interface StaleSlice {
  account_id: string
  type: string
  region: string
  /** When it was last read to its end; null for never. */
  verified_at: string | null
  unverified_since: string | null
  resources: number
  /** Why its last reading failed. */
  error: string | null
  missing_permission: string | null
  scan_id: string | null
}

export interface Overview {
  types: Share[]
  regions: Share[]
  accounts: Share[]
  /** Of each asked key: how many resources do not have it. */
  untagged: Share[]
  /** Net, in the last 24 hours; null if they are too many to be compared in time. */
  recent: { appeared: number; changed: number; removed: number } | null
  /** Of the slices that hold resources, those that were verified longest ago. */
  oldest: StaleSlice[]
  /** Those whose last reading failed. */
  failed: StaleSlice[]
}

const MOST_SLICES = 5
const DAY_MS = 86_400_000

/** What the whole inventory is, from the counts that the writers keep. @param keys tags that resources should have. */
export async function readOverview(ctx: Ctx, keys: readonly string[]): Promise<Overview> {
  authorise(ctx, "inventory.read")
  const [shares, untagged, recent, oldest, failed] = await Promise.all([
    countShares(ctx),
    countUntagged(ctx, keys),
    countRecent(ctx),
    listSlices(ctx, "oldest"),
    listSlices(ctx, "failed"),
  ])
  return { ...shares, untagged, recent, oldest, failed }
}

async function countShares(ctx: Ctx): Promise<Pick<Overview, "types" | "regions" | "accounts">> {
  const rows = await ctx.db.execute<{ facet: number; value: string; count: number }>(sql`
    select grouping(c.type, c.region, c.account_id) as facet, coalesce(c.type, c.region, c.account_id) as value,
      sum(c.count)::int as count
    from slice_counts c where c.count > 0 and ${inScope(ctx, "c.account_id")}
    group by grouping sets ((c.type), (c.region), (c.account_id)) order by 3 desc, 2`)
  // GROUPING() has a bit for each column that is not grouped by.
  const of = (facet: number): Share[] =>
    rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }))
  return { types: of(3), regions: of(5), accounts: of(6) }
}

async function countUntagged(ctx: Ctx, keys: readonly string[]): Promise<Share[]> {
  if (keys.length === 0) return []
  const rows = await ctx.db.execute<Share & Record<string, unknown>>(sql`
    select wanted.value, (total.count - coalesce(sum(c.count), 0))::int as count
    from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) wanted(value)
    cross join (select coalesce(sum(c.count), 0) as count from slice_counts c where ${inScope(ctx, "c.account_id")}) total
    left join tag_key_counts c on c.key = wanted.value and ${inScope(ctx, "c.account_id")}
    group by 1, total.count`)
  const counts = new Map(rows.map(({ value, count }) => [value, count]))
  return keys.map((value) => ({ value, count: counts.get(value) ?? 0 }))
}

async function countRecent(ctx: Ctx): Promise<Overview["recent"]> {
  const now = Date.now()
  const from = Math.max(now - DAY_MS, (keptSince(ctx)?.getTime() ?? 0) + 1_000)
  const comparison = countDifferences(ctx, {
    ...{ tree: EVERYTHING, removed: "hide", asOf: null, limit: 1 },
    ...{ from: new Date(from).toISOString(), to: new Date(now).toISOString() },
  })
  return orNull(comparison)
}

async function listSlices(ctx: Ctx, which: "oldest" | "failed"): Promise<StaleSlice[]> {
  const [condition, order] =
    which === "failed"
      ? [sql`sl.unverified_since is not null`, sql`sl.unverified_since`]
      : [sql`true`, sql`sl.verified_at nulls first`]
  const rows = await ctx.db.execute<StaleSlice & Record<string, unknown>>(sql`
    select sl.account_id, sl.type, sl.region, sl.verified_at, sl.unverified_since, sl.last_scan_id as scan_id,
      sl.resources, f.error_message as error, f.missing_permission
    from (
      select sl.*, held.resources from slices sl join (
        select account_id, type, slice_region, sum(count)::int as resources from slice_counts c
        where c.count > 0 and ${inScope(ctx, "c.account_id")} group by 1, 2, 3
      ) held on held.account_id = sl.account_id and held.type = sl.type and held.slice_region = sl.region
      where ${condition} order by ${order}, sl.account_id, sl.type, sl.region limit ${MOST_SLICES}
    ) sl left join scan_slices f on f.scan_id = sl.last_scan_id and f.type = sl.type and f.region = sl.region
    order by ${order}, sl.account_id, sl.type, sl.region`)
  const iso = (time: string | null) => (time === null ? null : new Date(time).toISOString())
  return rows.map((row) => ({
    ...row,
    verified_at: iso(row.verified_at),
    unverified_since: iso(row.unverified_since),
  }))
}
