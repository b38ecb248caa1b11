import { and, eq, inArray, sql } from "drizzle-orm"
import type { AwsFailure } from "@/lib/aws/failure"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { scanSlices, slices } from "@/lib/db/schema"
import { openSliceStates, type SliceState } from "@/lib/db/states"
import type { AwsCost, HeldSlice } from "@/lib/inventory/write/held-slice"
import { holdsMissing, retireMissing } from "@/lib/inventory/write/retire"
import type { GivenUp } from "@/lib/jobs/kind"
import type { Fate } from "@/lib/scans/run/classify"
import { endScanIfDone } from "@/lib/scans/run/end-scan"
import { lockJoined, releaseJoined, shareSuccess } from "@/lib/scans/run/join"

type Ended = Extract<Fate, { kind: "complete" | "failed" }>

/**
 * In one transaction, records how a slice ended, marks what is gone, and ends the scan if this was its last slice.
 * @returns false if the slice is no longer held; nothing is recorded then.
 */
export async function closeSlice(
  db: Db,
  held: HeldSlice,
  reading: Ended,
  seen: ReadonlySet<string>,
  cost: AwsCost,
): Promise<boolean> {
  return transact(db, async (tx) => {
    const isHeld = and(
      eq(scanSlices.id, held.id),
      eq(scanSlices.attempt, held.attempt),
      eq(scanSlices.state, "running"),
    )
    const [slice] = await tx.select({ errors: scanSlices.errors }).from(scanSlices).where(isHeld).for("update")
    if (!slice) return false
    await lockJoined(tx, [held.id], held.scanId)
    const fate = await withoutDoubt(tx, held, reading, seen)
    const isListWhole = fate.kind === "complete" && !fate.missed && slice.errors === 0
    const removed = fate.kind === "complete" && !fate.missed ? await retireMissing(tx, held, seen) : 0
    const state = stateOf(fate, slice.errors)
    await tx
      .update(scanSlices)
      .set({
        ...reasonOf(fate, slice.errors),
        state,
        isListWhole,
        removed,
        awsCalls: cost.calls,
        retries: cost.retries,
        endedAt: sql`now()`,
      })
      .where(isHeld)
    // A resource that could not be stored shows what was known before: it is not verified.
    await recordFreshness(tx, held, isListWhole)
    const joined = state === "done" ? await shareSuccess(tx, held.id) : []
    for (const scanId of [held.scanId, ...joined]) await endScanIfDone(tx, scanId)
    if (state !== "done") await releaseJoined(tx, [held.id])
    return true
  })
}

/** A list that AWS's answer left out counts as empty only where nothing is removed by it. */
async function withoutDoubt(tx: Queryable, held: HeldSlice, fate: Ended, seen: ReadonlySet<string>): Promise<Ended> {
  if (fate.kind === "failed" || !fate.absent || fate.missed || !(await holdsMissing(tx, held, seen))) return fate
  return { kind: "failed", failure: fate.absent }
}

/** Fails a slice that no worker could read completely. */
export async function giveUpSlice(db: Db, sliceId: string, { how, error }: GivenUp): Promise<void> {
  const reason =
    how === "crashed"
      ? { errorCode: "WorkerLost", errorMessage: "The worker crashed repeatedly. See the worker's log." }
      : { errorCode: "JobFailed", errorMessage: `Reading it failed repeatedly. The last error: ${error}` }
  await transact(db, async (tx) => {
    const isOpen = and(eq(scanSlices.id, sliceId), inArray(scanSlices.state, [...openSliceStates]))
    const [slice] = await tx.select().from(scanSlices).where(isOpen).for("update")
    if (!slice) return
    await lockJoined(tx, [sliceId], slice.scanId)
    await tx
      .update(scanSlices)
      .set({ ...reason, state: "failed", endedAt: sql`now()` })
      .where(isOpen)
    await recordFreshness(tx, slice, false)
    await endScanIfDone(tx, slice.scanId)
    await releaseJoined(tx, [sliceId])
  })
}

function stateOf(fate: Ended, rowErrors: number): SliceState {
  if (fate.kind === "failed") return "failed"
  return fate.warning || fate.missed || rowErrors > 0 ? "partial" : "done"
}

function reasonOf(fate: Ended, rowErrors: number) {
  const reason: AwsFailure | null = fate.kind === "failed" ? fate.failure : (fate.missed ?? fate.warning)
  if (reason) {
    return { errorCode: reason.code, errorMessage: reason.message, missingPermission: reason.missingPermission }
  }
  if (rowErrors === 0) return { errorCode: null, errorMessage: null, missingPermission: null }
  const errorMessage = `${rowErrors} resource${rowErrors === 1 ? "" : "s"} could not be stored.`
  return { errorCode: "NotStored", errorMessage, missingPermission: null }
}

/**
 * Records the state of the slice across all scans. A slice that was listed to its end is verified now. Any other is
 * unverified since its first failure, if it holds resources: without resources, there is nothing to verify.
 */
async function recordFreshness(
  tx: Queryable,
  { accountId, type, region, scanId }: Pick<HeldSlice, "accountId" | "type" | "region" | "scanId">,
  isVerified: boolean,
): Promise<void> {
  const since = isVerified
    ? sql`null`
    : sql`(select now() where exists (select from resources
        where account_id = ${accountId} and type = ${type} and slice_region = ${region} and removed_at is null))`
  const verifiedAt = isVerified ? sql`now()` : sql`null`
  await tx
    .insert(slices)
    .values({ accountId, type, region, lastScanId: scanId, verifiedAt, unverifiedSince: since })
    .onConflictDoUpdate({
      target: [slices.accountId, slices.type, slices.region],
      set: {
        lastScanId: scanId,
        verifiedAt: sql`coalesce(excluded.verified_at, ${slices.verifiedAt})`,
        unverifiedSince: isVerified ? null : sql`coalesce(${slices.unverifiedSince}, excluded.unverified_since)`,
      },
    })
}
