import { and, eq } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { isOpenRow, scans } from "@/lib/db/schema"
import { isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import { loadScan } from "@/lib/scans/read/get"
import type { ScanView } from "@/lib/scans/read/view"
import { endOpenScan } from "@/lib/scans/run/end-scan"

const isOpenPart = (scanId: string) => and(eq(scans.parentId, scanId), isOpenRow)

/**
 * Cancels a scan: its open slices end, its credentials are erased, and no worker can write for it any more. What it
 * stored stays. If other scans had joined its slices, they run them. Cancelling an ended scan changes nothing.
 * @returns the scan as it is now. @throws AppError not_found, also for a malformed id.
 */
export async function cancelScan(ctx: Ctx, scanId: string): Promise<ScanView> {
  authorise(ctx, "scans.cancel")
  const known = isUuid(scanId) && (await ctx.db.$count(scans, eq(scans.id, scanId))) > 0
  if (!known) throw new AppError("not_found", "Not found: there is no such scan.")
  await transact(ctx.db, (tx) => endOpenScan(tx, scanId, { state: "cancelled" }))
  const parts = await ctx.db.select({ id: scans.id }).from(scans).where(isOpenPart(scanId)).orderBy(scans.id)
  for (const { id } of parts) await transact(ctx.db, (tx) => endOpenScan(tx, id, { state: "cancelled" }))
  return loadScan(ctx.db, scanId)
}
