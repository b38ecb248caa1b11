import { eq } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { scanSlices, scans } from "@/lib/db/schema"
import { isOpenScan } from "@/lib/db/states"
import { invalid } from "@/lib/errors"
import { LEFT_OUT } from "@/lib/scans/plan/left-out"

/**
 * What a retry scans: the slices of an ended scan that were not read completely. If the scan failed before it had
 * slices, the retry scans everything that was requested.
 * @throws AppError invalid if there is nothing to retry.
 */
export async function findWhatFailed(db: Queryable, scanId: string) {
  const [scan] = await db.select().from(scans).where(eq(scans.id, scanId))
  if (!scan) throw nothingToRetry("There is no such scan.")
  if (isOpenScan(scan)) throw nothingToRetry("This scan is still under way. Retry it when it has ended.")
  // The retry knows its account before it is planned, so that planning refuses keys of another account.
  const { accountId, resourceTypes, regions, onlySlices, connectionId, isOrganisation, slicesTotal } = scan
  if (isOrganisation) {
    const parts = await db.select({ state: scans.state }).from(scans).where(eq(scans.parentId, scanId))
    if (parts.length > 0 && parts.every(({ state }) => state === "success"))
      throw nothingToRetry("Every account of this scan was read completely.")
  }
  if (isOrganisation) return { resourceTypes, regions, onlySlices, retryOf: scanId, accountId, connectionId }
  // What was folded was read completely.
  const slices = await db
    .select({ type: scanSlices.type, region: scanSlices.region, state: scanSlices.state, code: scanSlices.errorCode })
    .from(scanSlices)
    .where(eq(scanSlices.scanId, scanId))
  if (slicesTotal === 0) return { resourceTypes, regions, onlySlices, retryOf: scanId, accountId, connectionId }
  const failed = slices
    .filter(({ state, code }) => state !== "done" && code !== LEFT_OUT)
    .map(({ type, region }) => ({ type, region }))
  if (failed.length === 0)
    throw nothingToRetry(
      slices.some(({ code }) => code === LEFT_OUT)
        ? "What this scan did not read is no longer scanned."
        : "Every slice of this scan was read completely.",
    )
  return {
    resourceTypes: resourceTypes.filter((key) => failed.some(({ type }) => type === key)),
    regions: [...new Set(failed.map(({ region }) => region))],
    onlySlices: failed,
    retryOf: scanId,
    accountId,
    connectionId,
  }
}

const nothingToRetry = (message: string) => invalid("retry_of", message)
