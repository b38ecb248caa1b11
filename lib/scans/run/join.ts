import { and, eq, inArray, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { enqueue } from "@/lib/jobs/enqueue"
import { isLong, sliceJobOf } from "@/lib/scans/run/job"

/**
 * Locks the slices that joined these ones, and then all their scans. Call it when the slices themselves are locked and
 * before anything is changed: a change of a slice locks its scan (a trigger counts there), and slices always come
 * before scans, each in the order of their ids.
 * @param scanId the scan of the slices.
 */
export async function lockJoined(tx: Queryable, sliceIds: readonly string[], scanId: string): Promise<void> {
  const joined = sliceIds.length
    ? await tx
        .select({ scanId: scanSlices.scanId })
        .from(scanSlices)
        .where(isWaitingFor(sliceIds))
        .orderBy(scanSlices.id)
        .for("update")
    : []
  const scanIds = [scanId, ...joined.map((slice) => slice.scanId)]
  await tx.select({ id: scans.id }).from(scans).where(inArray(scans.id, scanIds)).orderBy(scans.id).for("no key update")
}

/** Copies a slice's success to the slices that joined it. @returns the ids of their scans, sorted. */
export async function shareSuccess(tx: Queryable, sliceId: string): Promise<string[]> {
  const rows = await tx.execute<{ scan_id: string }>(sql`
    update scan_slices j set state = l.state, is_list_whole = l.is_list_whole, found = l.found, created = l.created, updated = l.updated,
      changed = l.changed, removed = l.removed, started_at = l.started_at, ended_at = l.ended_at
    from scan_slices l where l.id = ${sliceId} and j.joined_slice_id = l.id and j.state = 'waiting'
    returning j.scan_id`)
  return [...new Set(rows.map(({ scan_id }) => scan_id))].sort()
}

/**
 * Makes the slices that joined these ones run on their own: they did not fail themselves, and their credentials may be
 * better. If several slices joined the same one, the first of them runs, and the others join it.
 */
export async function releaseJoined(tx: Queryable, sliceIds: readonly string[]): Promise<void> {
  if (sliceIds.length === 0) return
  const released = await tx.execute<{ id: string; type: string; leads: boolean; connection_id: string | null }>(sql`
    update scan_slices s set joined_slice_id = nullif(w.first, w.id)
    from (
      select id, first_value(id) over (partition by joined_slice_id order by id) as first from scan_slices
      where ${isWaitingFor(sliceIds)}
    ) w, scans
    where s.id = w.id and scans.id = s.scan_id
    returning s.id, s.type, s.joined_slice_id is null as leads, scans.connection_id`)
  // They have waited, so it is their turn.
  for (const { id, type, leads, connection_id } of released)
    if (leads) await enqueue(tx, sliceJobOf(connection_id), [{ sliceId: id, turn: 0, isLong: isLong(type) }])
}

const isWaitingFor = (sliceIds: readonly string[]) =>
  and(inArray(scanSlices.joinedSliceId, [...sliceIds]), eq(scanSlices.state, "waiting"))
