"use server"

import { z } from "zod"
import { cancelScan } from "@/lib/scans/cancel"
import { type ActionResult, action } from "@/lib/web/action"

/** Cancels a scan. What it stored stays. */
export async function cancel(scanId: string): Promise<ActionResult<void>> {
  return action("scans.cancel", z.uuid(), scanId, async (ctx, id) => {
    await cancelScan(ctx, id)
  })
}
