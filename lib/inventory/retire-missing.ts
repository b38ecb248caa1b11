import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import type { PageOwner } from "@/lib/inventory/write-page"

/**
 * Marks as removed what the slice knew and did not list, and records it. To be called only for a slice listed to the end
 * without an error, in the transaction that closes it.
 * What another scan found since this slice began stays: it may have come after our list passed its place.
 * @param seen the row ids that were listed. @returns how many were removed.
 */
export async function retireMissing(db: Queryable, owner: PageOwner, seen: Iterable<string>): Promise<number> {
  const [row] = await db.execute<{ removed: number }>(sql`
    with seen as materialized (
      select value::uuid as id from jsonb_array_elements_text(${JSON.stringify([...seen])}::jsonb)
    ), gone as (
      update resources r set removed_at = now(), last_changed_at = now(),
        seen_at = greatest(r.seen_at, (select verified_at from slices s
          where s.account_id = r.account_id and s.type = r.type and s.region = r.slice_region))
      where account_id = ${owner.accountId} and type = ${owner.type} and slice_region = ${owner.sliceRegion}
        and removed_at is null and not exists (select from seen where seen.id = r.id)
        and seen_at < (select started_at from scan_slices where id = ${owner.sliceId})
      returning id
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at) select id, ${owner.scanId}, 'removed', now() from gone
    )
    select count(*)::int as removed from gone`)
  return row?.removed ?? 0
}
