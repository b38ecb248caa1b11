import { and, eq, gt, inArray, or, type SQL, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { foldedScanSlices, scanSlices, scans } from "@/lib/db/schema"
import { isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import { type ScanView, type SliceRow, toSliceView, toSummary } from "@/lib/scans/read/view"

/** A scan with its slices. @throws AppError not_found, also for a malformed id. */
export async function getScan(ctx: Ctx, scanId: string): Promise<ScanView> {
  authorise(ctx, "scans.read")
  return loadScan(ctx.db, scanId)
}

/** Like {@link getScan}, for verbs that have already checked their own permission. */
export async function loadScan(db: Db, scanId: string): Promise<ScanView> {
  const scan = await findScanRow(db, scanId)
  if (!scan) throw new AppError("not_found", "Not found: there is no such scan.")
  return { ...toSummary(scan), slices: (await loadSlices(db, scanId)).map(toSliceView) }
}

/** The scan's row, or undefined. */
export async function findScanRow(db: Db, scanId: string): Promise<typeof scans.$inferSelect | undefined> {
  if (!isUuid(scanId)) return undefined
  const [scan] = await db.select().from(scans).where(eq(scans.id, scanId))
  return scan
}

/** The scan's slices, also those that were folded, sorted by type and region. */
export async function loadSlices(db: Db, scanId: string): Promise<SliceRow[]> {
  // First those that may be folded meanwhile: what comes twice is the same.
  const rows = await selectSlices(db, scanId)
  const own = new Set(rows.map(({ slice }) => placeOf(slice)))
  const folded = (await selectFolded(db, scanId)).filter((slice) => !own.has(placeOf(slice)))
  const all = [...rows, ...folded.map((slice) => ({ slice, leader: null }))]
  return all.sort(({ slice: a }, { slice: b }) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

const placeOf = ({ type, region }: Pick<SliceRow["slice"], "type" | "region">) => `${type} ${region}`

/** The slices that may have changed for a watcher: those under way, those that ended after `since`, and these `ids`. */
export function loadChangedSlices(db: Db, scanId: string, since: Date, ids: readonly string[]): Promise<SliceRow[]> {
  // This must match the condition of the index scan_slices_live_idx.
  const isLive = sql`(${scanSlices.state} = 'running'
    or (${scanSlices.state} = 'waiting' and ${scanSlices.joinedSliceId} is not null))`
  return selectSlices(db, scanId, or(isLive, gt(scanSlices.endedAt, since), inArray(scanSlices.id, [...ids])))
}

function selectSlices(db: Db, scanId: string, which?: SQL): Promise<SliceRow[]> {
  const leader = alias(scanSlices, "leader")
  const followed = { scanId: leader.scanId, state: leader.state, found: leader.found, startedAt: leader.startedAt }
  return db
    .select({ slice: scanSlices, leader: followed })
    .from(scanSlices)
    .leftJoin(leader, eq(leader.id, scanSlices.joinedSliceId))
    .where(and(eq(scanSlices.scanId, scanId), which))
}

/** What was folded was listed to its end and is as it was before (lib/scans/fold.ts). */
async function selectFolded(db: Db, scanId: string): Promise<SliceRow["slice"][]> {
  const rows = await db.select().from(foldedScanSlices).where(eq(foldedScanSlices.scanId, scanId))
  return rows.map((row) => ({
    ...{ ...row, id: placeOf(row), joinedSliceId: null, state: "done", attempt: 1, updated: row.found },
    ...{ created: 0, changed: 0, removed: 0, errors: 0, errorCode: null, errorMessage: null, missingPermission: null },
    ...{ isListWhole: true, rowErrors: [], verifiedBefore: null },
  }))
}
