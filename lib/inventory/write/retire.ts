import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"

/** The slice's resources that were not listed this time. What another scan found after this slice began is none of them. */
const isMissing = (slice: HeldSlice) => sql`account_id = ${slice.accountId} and type = ${slice.type}
  and slice_region = ${slice.region} and removed_at is null and not exists (select from seen where seen.id = r.id)
  and seen_at < (select started_at from scan_slices where id = ${slice.id})`

const listed = (seen: Iterable<string>) => sql`seen as materialized (
  select value::uuid as id from jsonb_array_elements_text(${JSON.stringify([...seen])}::jsonb))`

/** Whether {@link retireMissing} would mark anything as removed. */
export async function holdsMissing(tx: Queryable, slice: HeldSlice, seen: Iterable<string>): Promise<boolean> {
  const [row] = await tx.execute<{ any: boolean }>(sql`
    with ${listed(seen)} select exists (select from resources r where ${isMissing(slice)}) as any`)
  return row?.any ?? false
}

/**
 * Marks as removed what the slice held and did not list this time, records this, and erases the sealed values. Use it
 * only for a slice that was listed to its end without an error, in the transaction that closes it. What another scan
 * found after this slice began is kept: it may have appeared after our list had passed its place.
 * @param seen the row ids that were listed. @returns how many were removed.
 */
export async function retireMissing(tx: Queryable, slice: HeldSlice, seen: Iterable<string>): Promise<number> {
  const [row] = await tx.execute<{ removed: number }>(sql`
    with ${listed(seen)}, gone as (
      update resources r set removed_at = greatest(now(), last_changed_at),
        last_changed_at = greatest(now(), last_changed_at), sealed_values = null,
        seen_at = greatest(r.seen_at, (select verified_at from slices s
          where s.account_id = r.account_id and s.type = r.type and s.region = r.slice_region))
      where ${isMissing(slice)}
      returning id, removed_at
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at)
      select id, ${slice.scanId}, 'removed', removed_at from gone
    )
    select count(*)::int as removed from gone`)
  return row?.removed ?? 0
}
