import type { ScanSummary } from "@/lib/scans/read/view"

/** What the strip shows of a scan. */
export type RunningScan = Pick<
  ScanSummary,
  "scan_id" | "state" | "account_id" | "is_organisation" | "connection_name"
> & { found: number; slices_done: number; slices_total: number }

export const toRunning = (scan: ScanSummary): RunningScan => {
  const { scan_id, state, account_id, is_organisation, connection_name, counts } = scan
  const { found, slices_done, slices_total } = counts
  return { scan_id, state, account_id, is_organisation, connection_name, found, slices_done, slices_total }
}
