import { type SQL, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { type HeldSlice, heldRows } from "@/lib/inventory/write/held-slice"
import { arrayLiteral } from "@/lib/query/to-sql"

/** A slice whose list was read to its end. */
export interface ListedSlice {
  slice: HeldSlice
  /** The row ids that were listed. */
  seen: Iterable<string>
}

/**
 * Tables of SQL: all that was listed, and `missing`, what the slices hold and did not list this time. What another scan
 * found after a slice began is none of it. A row belongs to one place, so what was listed need not say to which slice.
 * The slices' rows are found one slice after another, through the index: together, PostgreSQL might read the whole table
 * for a few. @param only these rows.
 */
export const missing = (slices: readonly ListedSlice[], only?: readonly string[]): SQL => sql`
  seen as materialized (
    select value::uuid as id from jsonb_array_elements_text(${JSON.stringify(slices.flatMap(({ seen }) => [...seen]))}::jsonb)
  ),
  missing as materialized (
    select held_row.id, s.id as slice_id, s.scan_id, s.started_at from ${heldRows(slices.map(({ slice }) => slice))}
    join scan_slices s using (id)
    cross join lateral (
      select r.id from resources r
      where r.account_id = s.account_id and r.type = s.type and r.slice_region = s.region and r.removed_at is null
        and r.seen_at < s.started_at and not exists (select from seen where seen.id = r.id)
        ${only ? sql`and r.id = any(${arrayLiteral(only)}::uuid[])` : sql``}
      offset 0
    ) held_row
  )`

/** Whether {@link retireMissing} would mark anything of the slice as removed. */
export async function holdsMissing(tx: Queryable, one: ListedSlice): Promise<boolean> {
  const [row] = await tx.execute<{ any: boolean }>(sql`
    with ${missing([one])} select exists (select from missing) as any`)
  return row?.any ?? false
}

/**
 * Marks as removed what the slices held and did not list this time, records this, and erases the sealed values. Use it
 * only for slices that were listed to their ends without an error, in the transaction that closes them, and for no two of
 * the same place. What another scan found after a slice began is kept: it may have appeared after the list had passed
 * its place.
 * @param only these rows. @returns how many were removed, by slice id; nothing for a slice without any.
 */
export async function retireMissing(
  tx: Queryable,
  slices: readonly ListedSlice[],
  only?: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (slices.length === 0 || only?.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; removed: number }>(sql`
    with ${missing(slices, only)},
    -- In the order of their ids, so that two who change the same rows cannot wait for each other.
    locked as materialized (
      select id from resources where id = any(array(select id from missing)) order by id for update
    ),
    gone as (
      update resources r set removed_at = greatest(now(), r.last_changed_at),
        last_changed_at = greatest(now(), r.last_changed_at), sealed_values = null,
        seen_at = greatest(r.seen_at, (select verified_at from slices s
          where s.account_id = r.account_id and s.type = r.type and s.region = r.slice_region))
      from missing where r.id = missing.id and r.id = any(array(select id from locked))
        -- Once more, for the rows as they are now that they are locked.
        and r.removed_at is null and r.seen_at < missing.started_at
      returning r.id, r.removed_at, missing.slice_id, missing.scan_id
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at)
      select id, scan_id, 'removed', removed_at from gone
    )
    select slice_id as id, count(*)::int as removed from gone group by slice_id`)
  return new Map(rows.map(({ id, removed }) => [id, removed]))
}
