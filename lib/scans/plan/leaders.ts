import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { openSliceStates } from "@/lib/db/states"

/** A slice that started over a minute ago may predate this request, so it is not joined. */
const YOUNG = sql`interval '1 minute'`

/**
 * Finds the account's slices that a new scan may join: those that have not joined another one, and are waiting or
 * started within the last minute. They keep their state until the caller's transaction ends. Only one plan of an
 * account is recorded at a time, so that of two equal slices one comes first.
 * @returns slice ids by `type region`.
 */
export async function findLeaders(tx: Queryable, accountId: string): Promise<ReadonlyMap<string, string>> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`plan ${accountId}`}, 0))`)
  const rows = await tx
    .select({ id: scanSlices.id, type: scanSlices.type, region: scanSlices.region })
    .from(scanSlices)
    .where(
      and(
        eq(scanSlices.accountId, accountId),
        inArray(scanSlices.state, [...openSliceStates]),
        sql`coalesce(${scanSlices.startedAt} > now() - ${YOUNG}, true)`,
        isNull(scanSlices.joinedSliceId),
      ),
    )
    // Always in this order, so that two transactions that lock several slices cannot wait for each other.
    .orderBy(scanSlices.id)
    .for("share")
  return new Map(rows.map(({ id, type, region }) => [`${type} ${region}`, id]))
}
