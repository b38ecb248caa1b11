import { type SQL, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"

/** Whether the last scan of a slice `s` was this connection's: nobody else answers for what it holds. */
export const isReadBy = (connectionId: string): SQL =>
  sql`exists (select from scans last where last.id = s.last_scan_id and last.connection_id = ${connectionId}::uuid)`

/**
 * Marks what a connection read last, and does not scan any more.
 * @param accountIds only what is held of these accounts; null for all.
 */
export async function markUnverified(
  tx: Queryable,
  connectionId: string,
  accountIds: readonly string[] | null,
): Promise<void> {
  if (accountIds?.length === 0) return
  const inAccounts = accountIds ? sql`${JSON.stringify(accountIds)}::jsonb ? s.account_id` : sql`true`
  await tx.execute(sql`
    update slices s set unverified_since = now()
    where ${inAccounts} and s.unverified_since is null and ${isReadBy(connectionId)}
      and exists (select from resources r where r.account_id = s.account_id and r.type = s.type
        and r.slice_region = s.region and r.removed_at is null)`)
}
