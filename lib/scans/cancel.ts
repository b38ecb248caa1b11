import { and, eq, inArray } from "drizzle-orm"
import { type Db, transact } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { releaseJoined } from "@/lib/scans/join"

/**
 * Cancels a scan: its open slices end, its credentials are forgotten, and no worker can write for it from now on.
 * What it had stored stays, and other scans that had joined its slices run them themselves. Cancelling an ended scan changes nothing.
 * @throws AppError not_found.
 */
export async function cancelScan(db: Db, scanId: string): Promise<void> {
  await transact(db, async (tx) => {
    // Not "for update": a page being written holds its slice and refers to this row by a foreign key.
    const [scan] = await tx.select({ state: scans.state }).from(scans).where(eq(scans.id, scanId)).for("no key update")
    if (!scan) throw new AppError("not_found", "Not found: there is no such scan.")
    if (scan.state !== "queued" && scan.state !== "running") return
    const endedAt = new Date()
    await tx.update(scans).set({ state: "cancelled", endedAt, sealedCredentials: null }).where(eq(scans.id, scanId))
    const isOpen = and(eq(scanSlices.scanId, scanId), inArray(scanSlices.state, ["waiting", "running"]))
    // Locked in the order in which planning locks them.
    const open = await tx
      .select({ id: scanSlices.id })
      .from(scanSlices)
      .where(isOpen)
      .orderBy(scanSlices.id)
      .for("update")
    await tx.update(scanSlices).set({ state: "cancelled", endedAt }).where(isOpen)
    await releaseJoined(
      tx,
      open.map(({ id }) => id),
    )
  })
}

/** Ends a scan whose planning no worker could bring to an end. */
export async function abandonScan(db: Db, scanId: string): Promise<void> {
  await db
    .update(scans)
    .set({
      state: "failed",
      failedAt: "unreachable",
      errorCode: "WorkerLost",
      errorMessage: "The worker stopped again and again while it planned this scan. See the worker's log.",
      endedAt: new Date(),
      sealedCredentials: null,
    })
    .where(and(eq(scans.id, scanId), eq(scans.state, "queued")))
}
