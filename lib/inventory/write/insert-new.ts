import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { factNames } from "@/lib/inventory/columns"
import { readSent, type SentPage, toSent } from "@/lib/inventory/write/send"

/**
 * Inserts the rows that are not stored yet, and records that they appeared. Rows are inserted in the order of their
 * ids, so that two scans with the same rows cannot deadlock.
 * @returns the ids of the inserted rows. The other rows are known, and stay unchanged.
 */
export async function insertNew(tx: Queryable, pages: readonly SentPage[]): Promise<ReadonlySet<string>> {
  const columns = sql.raw(factNames.join(", "))
  const slices = pages.map(({ slice: { scanId, accountId, type, region, revision } }, page) => ({
    ...{ page, type, revision },
    ...{ scan_id: scanId, account_id: accountId, slice_region: region },
  }))
  const inserted = await tx.execute<{ resource_id: string }>(sql`
    with input as materialized (
      select ${readSent} from jsonb_array_elements(${toSent(pages)}::jsonb) as sent(item)
    ),
    slice as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(slices)}::jsonb)
        as s(page int, scan_id uuid, account_id text, type text, slice_region text, revision int)
    ),
    inserted as (
      insert into resources (id, account_id, region, type, resource_id, ${columns}, tags, type_specific_properties,
        sealed_values, values_digest, birth, fingerprint, tags_digest, revision, slice_region, first_seen_at, seen_at,
        last_changed_at)
      select id, account_id, region, type, resource_id, ${columns}, tags, properties,
        sealed_values, values_digest, birth, fingerprint, tags_digest, revision, slice_region, now(), now(), now()
      from input join slice using (page) order by id
      on conflict (id) do nothing returning id
    )
    insert into resource_changes (resource_id, scan_id, kind, at)
    select id, scan_id, 'appeared', now() from inserted join input using (id) join slice using (page)
    returning resource_id`)
  return new Set(inserted.map(({ resource_id }) => resource_id))
}
