import { and, eq, inArray, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { lockedScans } from "@/lib/inventory/write/held-slice"
import { enqueue } from "@/lib/jobs/enqueue"
import { arrayLiteral } from "@/lib/query/to-sql"
import { groupSlices, slicesJob } from "@/lib/scans/run/job"

interface Joined {
  scanId: string
  joinedSliceId: string | null
}

/**
 * Locks the slices that joined these ones. Call it when the slices themselves are locked, so that no other joins them,
 * and before their scans are: slices always come before scans, each in the order of their ids.
 */
export async function lockJoined(tx: Queryable, sliceIds: readonly string[]): Promise<Joined[]> {
  if (sliceIds.length === 0) return []
  return tx
    .select({ scanId: scanSlices.scanId, joinedSliceId: scanSlices.joinedSliceId })
    .from(scanSlices)
    .where(isWaitingFor(sliceIds))
    .orderBy(scanSlices.id)
    .for("update")
}

/** Locks scans before their slices are changed. */
export const lockScans = (tx: Queryable, scanIds: readonly string[]) =>
  tx.execute(sql`with ${lockedScans(scanIds)} select from locked`)

/** Copies the success of slices to the slices that joined them. */
export async function shareSuccess(tx: Queryable, sliceIds: readonly string[]): Promise<void> {
  if (sliceIds.length === 0) return
  await tx.execute(sql`
    update scan_slices j set state = l.state, is_list_whole = l.is_list_whole, found = l.found, created = l.created, updated = l.updated,
      changed = l.changed, removed = l.removed, started_at = l.started_at, ended_at = l.ended_at
    from scan_slices l where l.id = any(${arrayLiteral(sliceIds)}::uuid[]) and j.joined_slice_id = l.id
      and j.state = 'waiting'`)
}

/**
 * Makes the slices that joined these ones run on their own: they did not fail themselves, and their credentials may be
 * better. If several slices joined the same one, the first of them runs, and the others join it.
 */
export async function releaseJoined(tx: Queryable, sliceIds: readonly string[]): Promise<void> {
  if (sliceIds.length === 0) return
  interface Released extends Record<string, unknown> {
    id: string
    scan_id: string
    type: string
    region: string
    leads: boolean
  }
  const released = await tx.execute<Released>(sql`
    update scan_slices s set joined_slice_id = nullif(w.first, w.id)
    from (
      select id, first_value(id) over (partition by joined_slice_id order by id) as first from scan_slices
      where ${isWaitingFor(sliceIds)}
    ) w
    where s.id = w.id
    returning s.id, s.scan_id, s.type, s.region, s.joined_slice_id is null as leads`)
  const leaders = released.filter(({ leads }) => leads)
  for (const scanId of new Set(leaders.map(({ scan_id }) => scan_id))) {
    const groups = groupSlices(leaders.filter(({ scan_id }) => scan_id === scanId))
    // They have waited, so it is their turn.
    await enqueue(
      tx,
      slicesJob,
      groups.map((ids) => ({ sliceIds: ids, turn: 0 })),
    )
  }
}

const isWaitingFor = (sliceIds: readonly string[]) =>
  and(inArray(scanSlices.joinedSliceId, [...sliceIds]), eq(scanSlices.state, "waiting"))
