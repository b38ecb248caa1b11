import type { ScanWarning, SliceError, scanSlices, scans } from "@/lib/db/schema"
import type { ScanState, SliceState } from "@/lib/db/states"

/** What was found, and what it cost: for a slice, or for a whole scan. */
export interface Counts {
  found: number
  created: number
  updated: number
  changed: number
  removed: number
  errors: number
  aws_calls: number
  retries: number
}

export interface SliceView extends Counts {
  resource_type: string
  region: string
  state: SliceState
  error: { code: string; message: string; missing_permission: string | null } | null
  /** The other scan that reads this slice for both, if the same slice was already open there. */
  joined_scan_id: string | null
  /** The first twenty reasons why resources could not be stored. */
  row_errors: { resource_id: string; reason: string }[]
  started_at: string | null
  ended_at: string | null
}

export interface ScanCounts extends Counts {
  slices_done: number
  slices_total: number
  /** Of the ended ones: those that failed, and those that failed, were cancelled, or were read in part. */
  slices_failed: number
  slices_incomplete: number
}

/** A scan without its slices: what lists show, read only from the scan's row. It holds no credentials. */
export interface ScanSummary {
  scan_id: string
  state: ScanState
  requested_by: string
  account_id: string | null
  home_region: string
  resource_types: string[]
  regions: string[]
  /** The scan whose failed slices this one repeats. */
  retry_of: string | null
  /** The connection that it used; null for keys that were given once. */
  connection_id: string | null
  /** What the connection was called then. */
  connection_name: string | null
  /** The scan of the whole organisation that it is a part of. */
  parent_id: string | null
  /** Its parts, one scan for each account, hold the slices: `GET /api/aws/scans?parent=…`. */
  is_organisation: boolean
  created_at: string
  started_at: string | null
  ended_at: string | null
  failure: { at: "refused" | "unreachable" | "denied" | "slices"; code: string; message: string } | null
  warnings: ScanWarning[]
  counts: ScanCounts
  found_by_type: Record<string, number>
  found_by_region: Record<string, number>
  /**
   * For an ended scan: one entry for each slice that was not read completely; for an organisation's, each with its
   * account, the first thousand.
   */
  slice_errors: SliceError[]
}

/** A scan with its slices, as REST, the event stream and the scan's page show it. */
export interface ScanView extends ScanSummary {
  slices: SliceView[]
}

export function toSummary(scan: typeof scans.$inferSelect): ScanSummary {
  const { found, created, updated, changed, removed, errors, awsCalls, retries } = scan
  return {
    scan_id: scan.id,
    state: scan.state,
    requested_by: scan.requestedBy,
    account_id: scan.accountId,
    home_region: scan.homeRegion,
    resource_types: scan.resourceTypes,
    regions: scan.regions,
    retry_of: scan.retryOf,
    connection_id: scan.connectionId,
    connection_name: scan.connectionName,
    parent_id: scan.parentId,
    is_organisation: scan.isOrganisation,
    created_at: scan.createdAt.toISOString(),
    started_at: scan.startedAt?.toISOString() ?? null,
    ended_at: scan.endedAt?.toISOString() ?? null,
    failure: scan.failedAt && { at: scan.failedAt, code: scan.errorCode ?? "", message: scan.errorMessage ?? "" },
    warnings: scan.warnings,
    counts: {
      slices_done: scan.slicesTotal - scan.slicesOpen,
      slices_total: scan.slicesTotal,
      slices_failed: scan.slicesFailed,
      slices_incomplete: scan.slicesIncomplete,
      ...{ found, created, updated, changed, removed, errors, retries },
      aws_calls: awsCalls,
    },
    found_by_type: scan.foundByType,
    found_by_region: scan.foundByRegion,
    slice_errors: scan.sliceErrors,
  }
}

type SliceRecord = typeof scanSlices.$inferSelect

export interface SliceRow {
  slice: SliceRecord
  /** The slice that it has joined. */
  leader: Pick<SliceRecord, "scanId" | "state" | "found" | "startedAt"> | null
}

/** A slice that joined another one shows the progress of that one. */
export function toSliceView({ slice, leader }: SliceRow): SliceView {
  const followed = slice.state === "waiting" && leader?.state === "running" ? leader : slice
  const { errorCode: code, errorMessage, missingPermission } = slice
  return {
    resource_type: slice.type,
    region: slice.region,
    state: followed.state,
    found: followed.found,
    created: slice.created,
    updated: slice.updated,
    changed: slice.changed,
    removed: slice.removed,
    errors: slice.errors,
    aws_calls: slice.awsCalls,
    retries: slice.retries,
    error: code ? { code, message: errorMessage ?? "", missing_permission: missingPermission } : null,
    joined_scan_id: leader?.scanId ?? null,
    row_errors: slice.rowErrors,
    started_at: followed.startedAt?.toISOString() ?? null,
    ended_at: slice.endedAt?.toISOString() ?? null,
  }
}
