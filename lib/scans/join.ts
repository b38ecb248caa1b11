import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import type { Queryable } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { enqueue, type ScanJob } from "@/lib/scans/queue"

/** A slice's job. Slices with a call for each resource are the longest: they begin first. */
export function sliceJob(sliceId: string, type: string): ScanJob {
  const { scope, usesTagIndex } = getResourceType(type)
  return { kind: "slice", sliceId, isLong: scope === "global" || Boolean(usesTagIndex) }
}

/** What a slice reads that began longer ago is older than a request made now may be answered with. */
const YOUNG = sql`interval '1 minute'`

/**
 * The account's slices that are waiting, or began within the last minute, by themselves; by `type region`. They stay as they are until the caller's
 * transaction ends; one plan of an account is recorded at a time, so that of two equal slices one is first.
 */
export async function findLeaders(tx: Queryable, accountId: string): Promise<ReadonlyMap<string, string>> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`plan ${accountId}`}, 0))`)
  const rows = await tx
    .select({ id: scanSlices.id, type: scanSlices.type, region: scanSlices.region })
    .from(scanSlices)
    .where(and(eq(scanSlices.accountId, accountId), isOpen, isYoung, isNull(scanSlices.joinedSliceId)))
    // In one order everywhere, so that two who lock several slices cannot wait for one another.
    .orderBy(scanSlices.id)
    .for("share")
  return new Map(rows.map(({ id, type, region }) => [`${type} ${region}`, id]))
}

/** The scans that wait for this slice, sorted. */
export async function listJoinedScans(tx: Queryable, sliceId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ id: scanSlices.scanId })
    .from(scanSlices)
    .where(waitingFor(sliceId))
    .orderBy(scanSlices.scanId)
  return rows.map(({ id }) => id)
}

/** Hands a slice's success to those that joined it. */
export async function shareSuccess(tx: Queryable, sliceId: string): Promise<void> {
  await tx.execute(sql`
    update scan_slices j set state = l.state, found = l.found, created = l.created, updated = l.updated, changed = l.changed, removed = l.removed,
      started_at = l.started_at, ended_at = l.ended_at
    from scan_slices l where l.id = ${sliceId} and j.joined_slice_id = l.id and j.state = 'waiting'`)
}

/** Lets what had joined these slices run by itself, with its own credentials: their failure is not its own. */
export async function releaseJoined(tx: Queryable, sliceIds: readonly string[]): Promise<void> {
  for (const sliceId of sliceIds) {
    const waiting = tx.select({ id: scanSlices.id, type: scanSlices.type }).from(scanSlices).where(waitingFor(sliceId))
    const [first, ...others] = await waiting.orderBy(scanSlices.id).for("update")
    if (!first) continue
    await tx.update(scanSlices).set({ joinedSliceId: null }).where(eq(scanSlices.id, first.id))
    const rest = others.map(({ id }) => id)
    if (rest.length) await tx.update(scanSlices).set({ joinedSliceId: first.id }).where(inArray(scanSlices.id, rest))
    await enqueue(tx, [sliceJob(first.id, first.type)])
  }
}

const waitingFor = (sliceId: string) => and(eq(scanSlices.joinedSliceId, sliceId), eq(scanSlices.state, "waiting"))

const isYoung = sql`coalesce(${scanSlices.startedAt} > now() - ${YOUNG}, true)`

const isOpen = inArray(scanSlices.state, ["waiting", "running"])
