import { desc, eq, inArray, sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { type ScanState, type ScanWarning, type SliceState, scanSlices, scans } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"

export interface SliceView {
  resource_type: string
  region: string
  state: SliceState
  found: number
  created: number
  updated: number
  changed: number
  removed: number
  errors: number
  aws_calls: number
  retries: number
  error: { code: string; message: string; missing_permission: string | null } | null
  /** Why single resources could not be stored; the first twenty. */
  row_errors: { resource_id: string; reason: string }[]
  started_at: string | null
  ended_at: string | null
}

/** A scan as REST, the event stream and the pages show it. No credentials, sealed or not. */
export interface ScanView {
  scan_id: string
  state: ScanState
  requested_by: string
  account_id: string | null
  home_region: string
  resource_types: string[]
  regions: string[]
  created_at: string
  started_at: string | null
  ended_at: string | null
  failure: { at: "refused" | "unreachable" | "denied" | "slices"; code: string; message: string } | null
  warnings: ScanWarning[]
  slices: SliceView[]
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A scan with its slices. @throws AppError not_found, for malformed ids as well. */
export async function getScan(db: Db, scanId: string): Promise<ScanView> {
  const scan = ID.test(scanId) ? await db.query.scans.findFirst({ where: eq(scans.id, scanId) }) : undefined
  if (!scan) throw new AppError("not_found", "Not found: there is no such scan.")
  const rows = await db.select().from(scanSlices).where(eq(scanSlices.scanId, scanId)).orderBy(scanSlices.type, scanSlices.region)
  return toView(scan, rows)
}

/** The newest scans first. @param before a scan's id: only older ones. @throws AppError invalid where there is no such scan. */
export async function listScans(db: Db, limit: number, before: string | null = null): Promise<ScanView[]> {
  if (before !== null) await assertScan(db, before)
  // Compared in the database: a JavaScript date has no microseconds.
  const older = before === null ? undefined : sql`(${scans.createdAt}, ${scans.id}) < (select s.created_at, s.id from scans s where s.id = ${before})`
  const found = await db.select().from(scans).where(older).orderBy(desc(scans.createdAt), desc(scans.id)).limit(limit)
  const rows = found.length
    ? await db
        .select()
        .from(scanSlices)
        .where(
          inArray(
            scanSlices.scanId,
            found.map(({ id }) => id),
          ),
        )
    : []
  return found.map((scan) =>
    toView(
      scan,
      rows.filter((slice) => slice.scanId === scan.id),
    ),
  )
}

async function assertScan(db: Db, id: string): Promise<void> {
  const [known] = ID.test(id) ? await db.select({ id: scans.id }).from(scans).where(eq(scans.id, id)) : []
  const message = "There is no such scan. Send the id of the last scan of the page before."
  if (!known) throw new AppError("invalid", `Invalid request: before: ${message}`, { fields: [{ path: "before", message }] })
}

/** The scans that have not ended, the newest first. */
export async function listRunningScans(db: Db): Promise<ScanView[]> {
  const ids = await db.select({ id: scans.id }).from(scans).where(isOpen).orderBy(desc(scans.createdAt)).limit(10)
  return Promise.all(ids.map(({ id }) => getScan(db, id)))
}

/** How many scans have not ended. */
export const countRunningScans = (db: Db): Promise<number> => db.$count(scans, isOpen)

const isOpen = inArray(scans.state, ["queued", "running"])

export const hasEnded = (scan: Pick<ScanView, "state">): boolean => scan.state !== "queued" && scan.state !== "running"

function toView(scan: typeof scans.$inferSelect, rows: (typeof scanSlices.$inferSelect)[]): ScanView {
  return {
    scan_id: scan.id,
    state: scan.state,
    requested_by: scan.requestedBy,
    account_id: scan.accountId,
    home_region: scan.homeRegion,
    resource_types: scan.resourceTypes,
    regions: scan.regions,
    created_at: scan.createdAt.toISOString(),
    started_at: scan.startedAt?.toISOString() ?? null,
    ended_at: scan.endedAt?.toISOString() ?? null,
    failure: scan.failedAt && { at: scan.failedAt, code: scan.errorCode ?? "", message: scan.errorMessage ?? "" },
    warnings: scan.warnings,
    slices: rows.map(toSliceView),
  }
}

const toSliceView = (slice: typeof scanSlices.$inferSelect): SliceView => ({
  resource_type: slice.type,
  region: slice.region,
  state: slice.state,
  found: slice.found,
  created: slice.created,
  updated: slice.updated,
  changed: slice.changed,
  removed: slice.removed,
  errors: slice.errors,
  aws_calls: slice.awsCalls,
  retries: slice.retries,
  error: slice.errorCode ? { code: slice.errorCode, message: slice.errorMessage ?? "", missing_permission: slice.missingPermission } : null,
  row_errors: slice.rowErrors,
  started_at: slice.startedAt?.toISOString() ?? null,
  ended_at: slice.endedAt?.toISOString() ?? null,
})
