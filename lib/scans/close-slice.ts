import { and, eq, sql } from "drizzle-orm"
import type { AwsFailure } from "@/lib/aws/failure"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { type SliceState, scanSlices, scans, slices } from "@/lib/db/schema"
import { retireMissing } from "@/lib/inventory/retire-missing"
import type { AwsCost, PageOwner } from "@/lib/inventory/write-page"
import { listJoinedScans, releaseJoined, shareSuccess } from "@/lib/scans/join"

export interface Outcome {
  cost: AwsCost
  /** The row ids listed, where the list was read to its end; null where it was not: then nothing is removed. */
  seen: ReadonlySet<string> | null
  failure: AwsFailure | null
  /** The list is whole, but something beside it (tags) could not be read. */
  warning: AwsFailure | null
}

/** Records a slice's fate, marks what is gone, and ends the scan with its last slice: one transaction. */
export async function closeSlice(db: Db, owner: PageOwner, outcome: Outcome): Promise<void> {
  await transact(db, async (tx) => {
    // The scan first: of two slices that close at once, the second must see the first's end.
    await lockScan(tx, owner.scanId)
    const held = and(
      eq(scanSlices.id, owner.sliceId),
      eq(scanSlices.attempt, owner.attempt),
      eq(scanSlices.state, "running"),
    )
    const [slice] = await tx.select({ errors: scanSlices.errors }).from(scanSlices).where(held).for("update")
    if (!slice) return
    const removed = outcome.seen ? await retireMissing(tx, owner, outcome.seen) : 0
    const reason = outcome.failure ?? outcome.warning
    await tx
      .update(scanSlices)
      .set({
        state: sliceState(outcome, slice.errors),
        removed,
        awsCalls: outcome.cost.calls,
        retries: outcome.cost.retries,
        errorCode: reason?.code ?? (slice.errors > 0 ? "NotStored" : null),
        errorMessage: reason?.message ?? (slice.errors > 0 ? notStored(slice.errors) : null),
        missingPermission: reason?.missingPermission ?? null,
        endedAt: new Date(),
      })
      .where(held)
    await recordFreshness(tx, owner, outcome.seen !== null)
    await endScanIfDone(tx, owner.scanId)
    if (sliceState(outcome, slice.errors) === "done") await endJoined(tx, owner.sliceId)
    else await releaseJoined(tx, [owner.sliceId])
  })
}

/** Fails a slice that no worker could bring to an end. */
export async function abandonSlice(db: Db, sliceId: string): Promise<void> {
  await transact(db, async (tx) => {
    const [slice] = await tx.select().from(scanSlices).where(eq(scanSlices.id, sliceId))
    if (!slice) return
    await lockScan(tx, slice.scanId)
    const failed = await tx
      .update(scanSlices)
      .set({
        state: "failed",
        errorCode: "WorkerLost",
        errorMessage: "Its worker stopped again and again. See the worker's log.",
        endedAt: new Date(),
      })
      .where(and(eq(scanSlices.id, sliceId), sql`${scanSlices.state} in ('waiting', 'running')`))
      .returning()
    if (failed.length === 0) return
    await recordFreshness(tx, { ...slice, sliceRegion: slice.region }, false)
    await endScanIfDone(tx, slice.scanId)
    await releaseJoined(tx, [sliceId])
  })
}

async function endJoined(tx: Queryable, sliceId: string): Promise<void> {
  const joined = await listJoinedScans(tx, sliceId)
  for (const scanId of joined) await lockScan(tx, scanId)
  await shareSuccess(tx, sliceId)
  for (const scanId of joined) await endScanIfDone(tx, scanId)
}

const lockScan = (tx: Queryable, scanId: string) =>
  tx.execute(sql`select id from scans where id = ${scanId} for no key update`)

function sliceState(outcome: Outcome, rowErrors: number): SliceState {
  if (outcome.failure) return "failed"
  return outcome.warning || rowErrors > 0 ? "partial" : "done"
}

const notStored = (count: number) =>
  count === 1 ? "1 resource could not be stored." : `${count} resources could not be stored.`

type Slice = Pick<PageOwner, "accountId" | "type" | "sliceRegion" | "scanId">

/** Over all scans: a slice listed to the end is verified now; any other is unverified since its first failure. */
async function recordFreshness(tx: Queryable, slice: Slice, isVerified: boolean): Promise<void> {
  const row = { accountId: slice.accountId, type: slice.type, region: slice.sliceRegion, lastScanId: slice.scanId }
  const fate = isVerified ? { verifiedAt: sql`now()`, unverifiedSince: null } : { unverifiedSince: sql`now()` }
  const known = isVerified ? fate : { unverifiedSince: sql`coalesce(${slices.unverifiedSince}, now())` }
  await tx
    .insert(slices)
    .values({ ...row, ...fate })
    .onConflictDoUpdate({
      target: [slices.accountId, slices.type, slices.region],
      set: { ...known, lastScanId: slice.scanId },
    })
}

/** Ends a running scan with no open slice, and forgets its credentials. The caller has locked the scan. */
async function endScanIfDone(tx: Queryable, scanId: string): Promise<void> {
  const states = await tx
    .select({ state: scanSlices.state, code: scanSlices.errorCode, message: scanSlices.errorMessage })
    .from(scanSlices)
    .where(eq(scanSlices.scanId, scanId))
  if (states.some(({ state }) => state === "waiting" || state === "running")) return
  const failed = states.filter(({ state }) => state === "failed")
  const allFailed = failed.length === states.length && failed.length > 0
  const allDenied = allFailed && failed.every(({ code }) => code === "AccessDenied")
  const [scan] = await tx.select({ warnings: scans.warnings }).from(scans).where(eq(scans.id, scanId))
  const isWhole = states.every(({ state }) => state === "done") && scan?.warnings.length === 0
  await tx
    .update(scans)
    .set({
      state: allFailed ? "failed" : isWhole ? "success" : "partial",
      ...(allFailed && {
        failedAt: allDenied ? "denied" : "slices",
        errorCode: failed[0]?.code,
        errorMessage: failed[0]?.message,
      }),
      endedAt: new Date(),
      sealedCredentials: null,
    })
    .where(and(eq(scans.id, scanId), eq(scans.state, "running")))
}
