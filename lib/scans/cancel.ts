import { eq } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import { endOpenScan } from "@/lib/scans/run/end-scan"

/**
 * Cancels a scan: its open slices end, its credentials are forgotten, and from now on no worker can write for it. What
 * it stored stays, and other scans that had joined its slices run them. Cancelling an ended scan changes nothing.
 * @throws AppError not_found, for malformed ids too.
 */
export async function cancelScan(ctx: Ctx, scanId: string): Promise<void> {
  authorise(ctx, "scans.cancel")
  const known = isUuid(scanId) && (await ctx.db.$count(scans, eq(scans.id, scanId))) > 0
  if (!known) throw new AppError("not_found", "Not found: there is no such scan.")
  await transact(ctx.db, (tx) => endOpenScan(tx, scanId, { state: "cancelled" }))
}
