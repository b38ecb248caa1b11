import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { keptSince } from "@/lib/inventory/history/moment"
import { inScope } from "@/lib/inventory/read/scope"

/** A slice of which nothing is known at a moment, though it is known now. */
export interface Gap {
  account_id: string
  type: string
  region: string
}

const MOST_SHOWN = 20

/** The slices that were not scanned before a moment: what they held is unknown, which is not the same as nothing. */
export async function listGaps(ctx: Ctx, at: string): Promise<{ total: number; shown: Gap[] }> {
  authorise(ctx, "inventory.read")
  const rows = await ctx.db.execute<Gap & { total: number } & Record<string, unknown>>(sql`
    select f.account_id, f.type, f.region, count(*) over ()::int as total from slices_as_of(${at}::timestamptz) f
    join slices sl using (account_id, type, region)
    where f.verified_at is null and sl.verified_at is not null and ${inScope(ctx, "f.account_id")}
    order by 1, 2, 3 limit ${MOST_SHOWN}`)
  const shown = rows.map(({ account_id, type, region }) => ({ account_id, type, region }))
  return { total: rows[0]?.total ?? 0, shown }
}

/** The first moment that can be asked about, ISO 8601; null in an empty product. */
export async function historyStart(ctx: Ctx): Promise<string | null> {
  authorise(ctx, "inventory.read")
  const [row] = await ctx.db.execute<{ day: string | null }>(
    sql`select min(d.day)::text as day from daily_changes d where ${inScope(ctx, "d.account_id")}`,
  )
  if (!row?.day) return null
  const first = new Date(row.day)
  const kept = keptSince(ctx)
  return (kept && kept > first ? kept : first).toISOString()
}
