import { and, sql } from "drizzle-orm"
import type { App } from "@/lib/context"
import { type Db, transact } from "@/lib/db/client"
import { isOpenRow, scans } from "@/lib/db/schema"
import { endOpenScan, refreshParent } from "@/lib/scans/run/end-scan"

/**
 * Fails the scans that no worker has worked on for `queuedScanHours`. This also erases their keys.
 * @returns how many.
 */
export async function expireScans({ db, config }: App): Promise<number> {
  const hours = config.queuedScanHours
  // A scan that waits for another scan's slices is not forgotten while that one goes on.
  const isForgotten = sql`${scans.touchedAt} < now() - make_interval(hours => ${hours}) and not exists (
    select from scan_slices j join scan_slices l on l.id = j.joined_slice_id and l.state in ('waiting', 'running')
    join scans s on s.id = l.scan_id and s.touched_at >= now() - make_interval(hours => ${hours})
    where j.scan_id = ${scans.id} and j.state = 'waiting')
    and not exists (select from scans p where p.parent_id = ${scans.id} and p.state in ('queued', 'running')
      and p.touched_at >= now() - make_interval(hours => ${hours}))`
  const forgotten = await db.select({ id: scans.id }).from(scans).where(and(isOpenRow, isForgotten))
  const errorMessage =
    `No worker has worked on this scan for ${hours} h, so its keys were erased. ` +
    "Check that a worker runs (npm start, or npm run worker), and start the scan again."
  for (const { id } of forgotten) {
    await transact(db, (tx) =>
      endOpenScan(tx, id, { state: "failed", failedAt: "slices", errorCode: "NoWorker", errorMessage }),
    )
  }
  await endFinishedWholes(db)
  return forgotten.length
}

/** Ends the scans of organisations whose last part was ended by a worker of an earlier version, which knows no wholes. */
async function endFinishedWholes(db: Db): Promise<void> {
  const done = await db.execute<{ id: string }>(sql`
    select p.id from scans p where p.is_organisation and p.state = 'running'
      and not exists (select from scans c where c.parent_id = p.id and c.state in ('queued', 'running'))`)
  for (const { id } of done) await transact(db, (tx) => refreshParent(tx, id))
}
