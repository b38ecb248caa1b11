import { hasEnded, type ScanView, type SliceView } from "@/lib/scans/get"

export interface SliceError {
  region: string
  resource_type: string | null
  code: string
  message: string
  missing_permission: string | null
}

/** What the REST contract answers when a scan has ended. */
export interface ScanOutcome {
  status: "success" | "partial" | "failed" | "cancelled"
  message: string
  resources_found: Record<string, number>
  import_stats: { created: number; updated: number; errors: number; changed: number; removed: number }
  errors?: SliceError[]
}

export interface ScanProgress {
  slices_done: number
  slices_total: number
  resources_found: number
  by_type: Record<string, number>
  by_region: Record<string, number>
}

const OPEN = new Set(["waiting", "running"])

/** Sums a scan's slices up as the contract words it. Every requested type has its key. */
export function toOutcome(scan: ScanView): ScanOutcome {
  const found = byType(scan)
  const total = sum(scan.slices, "found")
  const errors = sliceErrors(scan)
  const state = scan.state === "queued" || scan.state === "running" ? "partial" : scan.state
  return {
    status: state,
    message: message(scan, total, errors.length),
    resources_found: found,
    import_stats: {
      created: sum(scan.slices, "created"),
      updated: sum(scan.slices, "updated"),
      errors: sum(scan.slices, "errors"),
      changed: sum(scan.slices, "changed"),
      removed: sum(scan.slices, "removed"),
    },
    ...(errors.length > 0 && { errors }),
  }
}

/** How far a scan has come. */
export function toProgress(scan: ScanView): ScanProgress {
  const by_region: Record<string, number> = {}
  for (const slice of scan.slices) by_region[slice.region] = (by_region[slice.region] ?? 0) + slice.found
  return {
    slices_done: scan.slices.filter(({ state }) => !OPEN.has(state)).length,
    slices_total: scan.slices.length,
    resources_found: sum(scan.slices, "found"),
    by_type: byType(scan),
    by_region,
  }
}

/** One entry for each slice that failed or was read only in part, and one for each warning of the scan's own. */
export function sliceErrors(scan: ScanView): SliceError[] {
  const own = scan.warnings.map((warning) => ({ region: scan.home_region, resource_type: null, ...warning }))
  const slices = scan.slices.flatMap(({ region, resource_type, error }) =>
    error ? [{ region, resource_type, ...error }] : [],
  )
  return [...own, ...slices]
}

function byType(scan: ScanView): Record<string, number> {
  return Object.fromEntries(
    scan.resource_types.map((type) => [
      type,
      sum(
        scan.slices.filter((slice) => slice.resource_type === type),
        "found",
      ),
    ]),
  )
}

function message(scan: ScanView, total: number, errors: number): string {
  const resources = `${total} resource${total === 1 ? "" : "s"}`
  if (scan.state === "success") return `Scan complete. Found ${resources}.`
  if (scan.state === "partial")
    return `Scan partly complete. Found ${resources}; ${errors} problem${errors === 1 ? "" : "s"}.`
  if (scan.state === "cancelled") return `Scan cancelled. Found ${resources} before that.`
  if (scan.state === "failed") return `Scan failed. ${scan.failure?.message ?? ""}`.trim()
  return `Scan under way. Found ${resources} so far.`
}

type Count = "found" | "created" | "updated" | "changed" | "removed" | "errors"
const sum = (slices: readonly SliceView[], key: Count) => slices.reduce((total, slice) => total + slice[key], 0)

export type ScanJson = ReturnType<typeof toScanJson>

/** A scan as `GET /api/aws/scans/{scan_id}` answers it: state and progress, and the scan response's fields once it has ended. */
export function toScanJson(scan: ScanView) {
  return { ...scan, progress: toProgress(scan), ...(hasEnded(scan) && toOutcome(scan)) }
}
