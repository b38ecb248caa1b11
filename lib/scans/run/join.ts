import { and, eq, inArray, sql } from "drizzle-orm"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import type { Queryable } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { enqueue } from "@/lib/jobs/enqueue"
import { sliceJob } from "@/lib/scans/run/job"

/** The payload of a slice's job. */
export function toSliceJob({ id, type }: { id: string; type: string }) {
  const { scope, usesTagIndex } = getResourceType(type)
  return { sliceId: id, isLong: scope === "global" || Boolean(usesTagIndex) }
}

/** Gives a slice's success to the slices that joined it. @returns the scans of those, sorted. */
export async function shareSuccess(tx: Queryable, sliceId: string): Promise<string[]> {
  // Locked in the order of their ids, as everywhere.
  const waiting = tx.select({ id: scanSlices.id }).from(scanSlices).where(isWaitingFor(sliceId))
  const joined = (await waiting.orderBy(scanSlices.id).for("update")).map(({ id }) => id)
  if (joined.length === 0) return []
  const rows = await tx.execute<{ scan_id: string }>(sql`
    update scan_slices j set state = l.state, found = l.found, created = l.created, updated = l.updated,
      changed = l.changed, removed = l.removed, started_at = l.started_at, ended_at = l.ended_at
    from scan_slices l where l.id = ${sliceId} and j.joined_slice_id = l.id and j.state = 'waiting'
    returning j.scan_id`)
  return [...new Set(rows.map(({ scan_id }) => scan_id))].sort()
}

/**
 * Has what joined these slices run by itself: their failure is not its own, and its credentials may be better. The first
 * of those that joined one slice runs, and the others join it.
 */
export async function releaseJoined(tx: Queryable, sliceIds: readonly string[]): Promise<void> {
  if (sliceIds.length === 0) return
  const waiting = await tx
    .select({ id: scanSlices.id, type: scanSlices.type, leader: scanSlices.joinedSliceId })
    .from(scanSlices)
    .where(and(inArray(scanSlices.joinedSliceId, [...sliceIds]), eq(scanSlices.state, "waiting")))
    .orderBy(scanSlices.id)
    .for("update")
  const firsts = new Map<string | null, (typeof waiting)[number]>()
  for (const slice of waiting) {
    const first = firsts.get(slice.leader)
    if (!first) firsts.set(slice.leader, slice)
    await tx
      .update(scanSlices)
      .set({ joinedSliceId: first?.id ?? null })
      .where(eq(scanSlices.id, slice.id))
  }
  await enqueue(tx, sliceJob, [...firsts.values()].map(toSliceJob))
}

const isWaitingFor = (sliceId: string) => and(eq(scanSlices.joinedSliceId, sliceId), eq(scanSlices.state, "waiting"))
