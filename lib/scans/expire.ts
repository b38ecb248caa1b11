import { and, inArray, sql } from "drizzle-orm"
import type { App } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { openScanStates } from "@/lib/db/states"
import { endOpenScan } from "@/lib/scans/run/end-scan"

/**
 * Fails scans that no worker took up, or went on with, within `queuedScanHours`, and so erases their keys.
 * @returns how many.
 */
export async function expireScans({ db, config }: App): Promise<number> {
  const hours = config.queuedScanHours
  const isForgotten = sql`${scans.touchedAt} < now() - make_interval(hours => ${hours})`
  const forgotten = await db
    .select({ id: scans.id })
    .from(scans)
    .where(and(inArray(scans.state, [...openScanStates]), isForgotten))
  const errorMessage =
    `No worker went on with this scan for ${hours} h, so its keys were erased. ` +
    "Check that a worker runs (npm start, or npm run worker), and start the scan again."
  for (const { id } of forgotten) {
    await transact(db, (tx) =>
      endOpenScan(tx, id, { state: "failed", failedAt: "slices", errorCode: "NoWorker", errorMessage }),
    )
  }
  return forgotten.length
}
