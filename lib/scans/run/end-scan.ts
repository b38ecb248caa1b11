import { and, eq, inArray, isNotNull, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { type SliceError, scanSlices, scans } from "@/lib/db/schema"
import { isOpenScan, openScanStates, openSliceStates } from "@/lib/db/states"
import { lockJoined, releaseJoined } from "@/lib/scans/run/join"

const nextRevision = sql`${scans.revision} + 1`

type ScanRow = typeof scans.$inferSelect
type Ending = Pick<ScanRow, "state"> & Partial<Pick<ScanRow, "failedAt" | "errorCode" | "errorMessage">>

/**
 * Ends a running scan whose last slice has ended, and erases its credentials. It reads the scan's own counts, which the
 * caller's transaction has just changed. If two slices close at once, the second one therefore ends the scan.
 */
export async function endScanIfDone(tx: Queryable, scanId: string): Promise<void> {
  const [scan] = await tx.select().from(scans).where(eq(scans.id, scanId))
  if (scan?.state !== "running" || scan.slicesOpen > 0) return
  const sliceErrors = await collectErrors(tx, scanId)
  await recordEnd(tx, scanId, { ...endingOf(scan, sliceErrors), sliceErrors })
}

/** Ends an open scan and all its open slices. If other scans had joined these slices, they run them. */
export async function endOpenScan(tx: Queryable, scanId: string, ending: Ending): Promise<void> {
  const isOpen = and(eq(scanSlices.scanId, scanId), inArray(scanSlices.state, [...openSliceStates]))
  const open = await tx
    .select({ id: scanSlices.id })
    .from(scanSlices)
    .where(isOpen)
    .orderBy(scanSlices.id)
    .for("update")
  const ids = open.map(({ id }) => id)
  await lockJoined(tx, ids, scanId)
  const [scan] = await tx.select({ state: scans.state }).from(scans).where(eq(scans.id, scanId))
  if (!scan || !isOpenScan(scan)) return
  // This includes slices that were planned between the two locks.
  const ended = await tx
    .update(scanSlices)
    .set({ state: "cancelled", endedAt: sql`now()` })
    .where(isOpen)
    .returning({ id: scanSlices.id })
  await recordEnd(tx, scanId, { ...ending, sliceErrors: await collectErrors(tx, scanId) })
  await releaseJoined(
    tx,
    ended.map(({ id }) => id),
  )
}

function endingOf(scan: ScanRow, sliceErrors: readonly SliceError[]): Ending {
  if (scan.slicesTotal === 0 || scan.slicesFailed < scan.slicesTotal) {
    const isWhole = scan.slicesIncomplete === 0 && scan.warnings.length === 0
    return { state: isWhole ? "success" : "partial" }
  }
  const failedAt = scan.slicesDenied === scan.slicesTotal ? "denied" : "slices"
  return { state: "failed", failedAt, errorCode: sliceErrors[0]?.code, errorMessage: sliceErrors[0]?.message }
}

async function collectErrors(tx: Queryable, scanId: string): Promise<SliceError[]> {
  const rows = await tx
    .select({
      region: scanSlices.region,
      resource_type: scanSlices.type,
      code: scanSlices.errorCode,
      message: scanSlices.errorMessage,
      missing_permission: scanSlices.missingPermission,
    })
    .from(scanSlices)
    .where(and(eq(scanSlices.scanId, scanId), isNotNull(scanSlices.errorCode)))
    .orderBy(scanSlices.type, scanSlices.region)
  return rows.map((row) => ({ ...row, code: row.code ?? "", message: row.message ?? "" }))
}

/** The only place where a scan ends. It also erases the credentials. */
export async function recordEnd(
  tx: Queryable,
  scanId: string,
  ending: Ending & { sliceErrors?: SliceError[] },
): Promise<void> {
  await tx
    .update(scans)
    .set({ ...ending, endedAt: sql`now()`, touchedAt: sql`now()`, sealedCredentials: null, revision: nextRevision })
    .where(and(eq(scans.id, scanId), inArray(scans.state, [...openScanStates])))
}
