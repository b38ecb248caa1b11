"use server"

import { z } from "zod"
import { getDb } from "@/lib/db/client"
import { cancelScan } from "@/lib/scans/cancel"
import { type ActionResult, action } from "@/lib/web/action"

/** Cancels a scan; what it had stored stays. */
export async function cancel(scanId: string): Promise<ActionResult<void>> {
  return action("scan", z.uuid(), scanId, (id) => cancelScan(getDb(), id))
}
