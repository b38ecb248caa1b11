import { type SQL, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { type HeldSlice, heldRows } from "@/lib/inventory/write/held-slice"

/** A slice whose list was read to its end. */
export interface ListedSlice {
  slice: HeldSlice
  /** The row ids that were listed. */
  seen: Iterable<string>
}

/** Two tables: the slices, and all that was listed. A row belongs to one place, so it need not say to which slice. */
const listed = (ended: readonly ListedSlice[]): SQL => sql`
  seen as materialized (
    select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(ended.flatMap(({ seen }) => [...seen]))}::jsonb)
  ),
  ended as materialized (
    select s.* from ${heldRows(ended.map(({ slice }) => slice))} join scan_slices s using (id)
  )`

/** A slice's resources that were not listed this time. What another scan found after the slice began is none of them. */
const isMissing = sql`r.account_id = ended.account_id and r.type = ended.type and r.slice_region = ended.region
  and r.removed_at is null and not exists (select from seen where seen.id = r.id) and r.seen_at < ended.started_at`

/** Whether {@link retireMissing} would mark anything of the slice as removed. */
export async function holdsMissing(tx: Queryable, one: ListedSlice): Promise<boolean> {
  const [row] = await tx.execute<{ any: boolean }>(sql`
    with ${listed([one])} select exists (select from resources r, ended where ${isMissing}) as any`)
  return row?.any ?? false
}

/**
 * Marks as removed what the slices held and did not list this time, records this, and erases the sealed values. Use it
 * only for slices that were listed to their ends without an error, in the transaction that closes them, and for no two of
 * the same place. What another scan found after a slice began is kept: it may have appeared after the list had passed
 * its place.
 * @returns how many were removed, by slice id; nothing for a slice without any.
 */
export async function retireMissing(
  tx: Queryable,
  slices: readonly ListedSlice[],
): Promise<ReadonlyMap<string, number>> {
  if (slices.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; removed: number }>(sql`
    with ${listed(slices)}, gone as (
      update resources r set removed_at = greatest(now(), r.last_changed_at),
        last_changed_at = greatest(now(), r.last_changed_at), sealed_values = null,
        seen_at = greatest(r.seen_at, (select verified_at from slices s
          where s.account_id = r.account_id and s.type = r.type and s.region = r.slice_region))
      from ended where ${isMissing}
      returning r.id, r.removed_at, ended.id as slice_id, ended.scan_id
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at)
      select id, scan_id, 'removed', removed_at from gone
    )
    select slice_id as id, count(*)::int as removed from gone group by slice_id`)
  return new Map(rows.map(({ id, removed }) => [id, removed]))
}
