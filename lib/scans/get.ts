import { and, desc, eq, ilike, inArray, or, sql } from "drizzle-orm"
import { alias } from "drizzle-orm/pg-core"
import type { Db } from "@/lib/db/client"
import { type ScanState, type ScanWarning, type SliceState, scanSlices, scans } from "@/lib/db/schema"
import { containing, isUuid } from "@/lib/db/text"
import { AppError } from "@/lib/errors"
import type { ScanFilter } from "@/lib/scans/schemas"

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
  /** The scan that reads this slice for both, where it was under way already. */
  joined_scan_id: string | null
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
  /** The scan whose failed slices this one repeats. */
  retry_of: string | null
  created_at: string
  started_at: string | null
  ended_at: string | null
  failure: { at: "refused" | "unreachable" | "denied" | "slices"; code: string; message: string } | null
  warnings: ScanWarning[]
  slices: SliceView[]
}

/** A scan with its slices. @throws AppError not_found, for malformed ids as well. */
export async function getScan(db: Db, scanId: string): Promise<ScanView> {
  const scan = isUuid(scanId) ? await db.query.scans.findFirst({ where: eq(scans.id, scanId) }) : undefined
  if (!scan) throw new AppError("not_found", "Not found: there is no such scan.")
  return toView(scan, await loadSlices(db, [scanId]))
}

type Row = typeof scanSlices.$inferSelect

interface SliceRow {
  slice: Row
  /** The slice that it has joined. */
  leader: Pick<Row, "scanId" | "state" | "found" | "startedAt"> | null
}

function loadSlices(db: Db, scanIds: string[]): Promise<SliceRow[]> {
  const leader = alias(scanSlices, "leader")
  return db
    .select({
      slice: scanSlices,
      leader: { scanId: leader.scanId, state: leader.state, found: leader.found, startedAt: leader.startedAt },
    })
    .from(scanSlices)
    .leftJoin(leader, eq(leader.id, scanSlices.joinedSliceId))
    .where(inArray(scanSlices.scanId, scanIds))
    .orderBy(scanSlices.type, scanSlices.region)
}

/** The newest scans first. @throws AppError invalid where `before` is no scan. */
export async function listScans(db: Db, limit: number, { state, q, before }: ScanFilter = {}): Promise<ScanView[]> {
  if (before) await assertScan(db, before)
  // Compared in the database: a JavaScript date has no microseconds.
  const older = before
    ? sql`(${scans.createdAt}, ${scans.id}) < (select s.created_at, s.id from scans s where s.id = ${before})`
    : undefined
  const text = q ? containing(q) : undefined
  const named = text
    ? or(ilike(scans.requestedBy, text), ilike(scans.accountId, text), ilike(sql`${scans.id}::text`, text))
    : undefined
  const wanted = and(older, named, state ? eq(scans.state, state) : undefined)
  const found = await db.select().from(scans).where(wanted).orderBy(desc(scans.createdAt), desc(scans.id)).limit(limit)
  if (found.length === 0) return []
  const ids = found.map(({ id }) => id)
  const rows = await loadSlices(db, ids)
  return found.map((scan) =>
    toView(
      scan,
      rows.filter(({ slice }) => slice.scanId === scan.id),
    ),
  )
}

async function assertScan(db: Db, id: string): Promise<void> {
  const [known] = isUuid(id) ? await db.select({ id: scans.id }).from(scans).where(eq(scans.id, id)) : []
  const message = "There is no such scan. Send the id of the last scan of the page before."
  if (!known)
    throw new AppError("invalid", `Invalid request: before: ${message}`, { fields: [{ path: "before", message }] })
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

function toView(scan: typeof scans.$inferSelect, rows: SliceRow[]): ScanView {
  return {
    scan_id: scan.id,
    state: scan.state,
    requested_by: scan.requestedBy,
    account_id: scan.accountId,
    home_region: scan.homeRegion,
    resource_types: scan.resourceTypes,
    regions: scan.regions,
    retry_of: scan.retryOf,
    created_at: scan.createdAt.toISOString(),
    started_at: scan.startedAt?.toISOString() ?? null,
    ended_at: scan.endedAt?.toISOString() ?? null,
    failure: scan.failedAt && { at: scan.failedAt, code: scan.errorCode ?? "", message: scan.errorMessage ?? "" },
    warnings: scan.warnings,
    slices: rows.map(toSliceView),
  }
}

/** A slice that joined another scan's shows how far that one has come. */
function toSliceView({ slice, leader }: SliceRow): SliceView {
  const followed = slice.state === "waiting" && leader?.state === "running" ? leader : slice
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
    error: slice.errorCode
      ? { code: slice.errorCode, message: slice.errorMessage ?? "", missing_permission: slice.missingPermission }
      : null,
    joined_scan_id: leader?.scanId ?? null,
    row_errors: slice.rowErrors,
    started_at: followed.startedAt?.toISOString() ?? null,
    ended_at: slice.endedAt?.toISOString() ?? null,
  }
}
