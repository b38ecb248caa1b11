import type { SliceError } from "@/lib/db/schema"
import { isOpenScan } from "@/lib/db/states"
import { nameSome } from "@/lib/scans/name-some"
import type { ScanCounts, ScanSummary, ScanView } from "@/lib/scans/read/view"

/** What the REST contract returns when a scan has ended. */
export interface ScanOutcome {
  status: "success" | "partial" | "failed" | "cancelled"
  message: string
  resources_found: Record<string, number>
  import_stats: { created: number; updated: number; errors: number; changed: number; removed: number }
  errors?: SliceError[]
}

export interface ScanProgress extends Omit<ScanCounts, "found"> {
  resources_found: number
  by_type: Record<string, number>
  by_region: Record<string, number>
}

/** How a scan ended, in the contract's words. Every requested type has its key. */
export function toOutcome(scan: ScanSummary): ScanOutcome {
  const { created, updated, errors, changed, removed } = scan.counts
  const problems = problemsOf(scan)
  return {
    status: scan.state === "queued" || scan.state === "running" ? "partial" : scan.state,
    message: message(scan, problems.length),
    resources_found: byType(scan),
    import_stats: { created, updated, errors, changed, removed },
    ...(problems.length > 0 && { errors: problems }),
  }
}

/** How far a scan has come. */
export function toProgress(scan: ScanSummary): ScanProgress {
  const { found, ...counts } = scan.counts
  return { ...counts, resources_found: found, by_type: byType(scan), by_region: scan.found_by_region }
}

/** The scan's own warnings, then one entry for each slice that failed or was not read completely. */
function problemsOf({ warnings, home_region, slice_errors }: ScanSummary): SliceError[] {
  return [...warnings.map((warning) => ({ region: home_region, resource_type: null, ...warning })), ...slice_errors]
}

const byType = ({ resource_types, found_by_type }: ScanSummary): Record<string, number> =>
  Object.fromEntries(resource_types.map((type) => [type, found_by_type[type] ?? 0]))

/** The accounts of an organisation that were not scanned completely, in words. */
function lostAccounts(errors: readonly SliceError[]): string {
  const names = new Map(
    errors.flatMap(({ account_id, account_name }) => (account_id ? [[account_id, account_name ?? account_id]] : [])),
  )
  return `${names.size} account${names.size === 1 ? " was" : "s were"} not scanned completely: ${nameSome([...names.values()])}`
}

function message({ state, counts, failure, is_organisation, slice_errors }: ScanSummary, problems: number): string {
  const resources = `${counts.found} resource${counts.found === 1 ? "" : "s"}`
  if (state === "success") return `Scan complete. Found ${resources}.`
  if (state === "partial") {
    const isLost = is_organisation && slice_errors.some(({ account_id }) => account_id)
    const what = isLost ? lostAccounts(slice_errors) : `${problems} problem${problems === 1 ? "" : "s"}`
    return `Scan partly complete. Found ${resources}; ${what}.`
  }
  if (state === "cancelled") return `Scan cancelled. Found ${resources} before that.`
  if (state === "failed") return `Scan failed. ${failure?.message ?? ""}`.trim()
  return `Scan under way. Found ${resources} so far.`
}

/** A scan as REST returns it: state and progress, and the fields of the scan response once it has ended. */
export function toScanJson<S extends ScanSummary>(scan: S) {
  const { counts: _, found_by_type, found_by_region, slice_errors, ...shown } = scan
  return { ...shown, progress: toProgress(scan), ...(!isOpenScan(scan) && toOutcome(scan)) }
}

/** A scan with its slices, as REST returns it. */
export type ScanJson = ReturnType<typeof toScanJson<ScanView>>
