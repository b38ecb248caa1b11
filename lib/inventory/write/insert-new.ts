import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { factNames } from "@/lib/inventory/columns"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { readSent, toSent } from "@/lib/inventory/write/send"

/**
 * Inserts the rows that are not stored yet, and records that they appeared. Rows are inserted in the order of their
 * ids, so that two scans with the same rows cannot deadlock.
 * @returns the ids of the inserted rows. The other rows are known, and stay unchanged.
 */
export async function insertNew(
  tx: Queryable,
  slice: HeldSlice,
  rows: readonly Row[],
  sealing: Sealing,
): Promise<ReadonlySet<string>> {
  const columns = sql.raw(factNames.join(", "))
  const inserted = await tx.execute<{ resource_id: string }>(sql`
    with input as (
      select ${readSent} from jsonb_array_elements(${toSent(slice, rows, sealing)}::jsonb) as sent(item)
    ),
    inserted as (
      insert into resources (id, account_id, region, type, resource_id, ${columns}, tags, type_specific_properties,
        sealed_values, values_digest, fingerprint, tags_digest, revision, slice_region, first_seen_at, seen_at, last_changed_at)
      select id, ${slice.accountId}, region, ${slice.type}, resource_id, ${columns}, tags, properties,
        sealed_values, values_digest, fingerprint, tags_digest, ${slice.revision}, ${slice.region}, now(), now(), now()
      from input order by id
      on conflict (id) do nothing returning id
    )
    insert into resource_changes (resource_id, scan_id, kind, at)
    select id, ${slice.scanId}, 'appeared', now() from inserted returning resource_id`)
  return new Set(inserted.map(({ resource_id }) => resource_id))
}
