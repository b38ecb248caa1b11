import { sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core"

import { scanStates, sliceStates } from "@/lib/db/states"

const time = () => timestamp({ withTimezone: true })
const count = () => integer().notNull().default(0)

export interface ScanWarning {
  code: string
  message: string
  missing_permission: string | null
}

/** Why a slice could not be read completely; `resource_type` is null where it concerns the scan as a whole. */
export interface SliceError extends ScanWarning {
  region: string
  resource_type: string | null
}

/** Where a slice looks: one resource type in one region, or `global`. */
export interface SlicePlace {
  type: string
  region: string
}

/** A set of slices, asked for at one time by one person or token. */
export const scans = pgTable(
  "scans",
  {
    id: uuid().primaryKey(),
    state: text({ enum: scanStates }).notNull().default("queued"),
    /** An e-mail address, or `token <name>`. */
    requestedBy: text().notNull(),
    /** Known when it is planned; of a retry before that. */
    accountId: text(),
    homeRegion: text().notNull(),
    resourceTypes: text().array().notNull(),
    /** As asked for; `*` stands for every enabled region. */
    regions: text().array().notNull(),
    /** The scan whose failed slices this one repeats. */
    retryOf: uuid().references((): AnyPgColumn => scans.id, { onDelete: "set null" }),
    /** Just these slices; null for all types in all regions asked for. */
    onlySlices: jsonb().$type<SlicePlace[]>(),
    /** Whether its credentials may read tags a hundred resources a call (tag:GetResources); asked once, while planning. */
    hasTagIndex: boolean().notNull().default(false),
    /** AES-256-GCM, bound to this row; null as soon as the scan has ended. */
    sealedCredentials: text(),
    /** Where it failed: before any slice (the credentials were refused, AWS could not be reached), or in every slice. */
    failedAt: text({ enum: ["refused", "unreachable", "denied", "slices"] }),
    errorCode: text(),
    errorMessage: text(),
    /** What makes it partial beside its slices, such as regions that could not be listed. */
    warnings: jsonb().$type<ScanWarning[]>().notNull().default([]),
    // The read model: what lists and headers show, so that they read this row alone. A trigger on scan_slices keeps the
    // counts (see the migration that made it); the errors are collected once, when the scan ends.
    slicesTotal: count(),
    slicesOpen: count(),
    /** Of the ended ones, those that failed, those of them that AWS denied, and those that were not read completely. */
    slicesFailed: count(),
    slicesDenied: count(),
    slicesIncomplete: count(),
    found: count(),
    created: count(),
    updated: count(),
    changed: count(),
    removed: count(),
    errors: count(),
    awsCalls: count(),
    retries: count(),
    foundByType: jsonb().$type<Record<string, number>>().notNull().default({}),
    foundByRegion: jsonb().$type<Record<string, number>>().notNull().default({}),
    sliceErrors: jsonb().$type<SliceError[]>().notNull().default([]),
    /** Rises with each change of the row or of a slice. */
    revision: count(),
    touchedAt: time().notNull().defaultNow(),
    createdAt: time().notNull().defaultNow(),
    startedAt: time(),
    endedAt: time(),
  },
  (t) => [
    index("scans_created_at_idx").on(t.createdAt.desc()),
    check("scans_state_check", sql`${t.state} in ('queued', 'running', 'success', 'partial', 'failed', 'cancelled')`),
    check("scans_forget_credentials", sql`${t.endedAt} is null or ${t.sealedCredentials} is null`),
  ],
)

/** One resource type in one region (or `global`) of one account, within one scan: the unit of work, of failure and of progress. */
export const scanSlices = pgTable(
  "scan_slices",
  {
    id: uuid().primaryKey().defaultRandom(),
    scanId: uuid()
      .notNull()
      .references(() => scans.id, { onDelete: "cascade" }),
    accountId: text().notNull(),
    type: text().notNull(),
    region: text().notNull(),
    /** The same slice of another scan, under way when this one was planned: it is not run twice, and its success is this one's. */
    joinedSliceId: uuid().references((): AnyPgColumn => scanSlices.id, { onDelete: "set null" }),
    state: text({ enum: sliceStates }).notNull().default("waiting"),
    /** Counts the workers that took this slice; a page is written only under the current number. */
    attempt: count(),
    found: count(),
    created: count(),
    updated: count(),
    changed: count(),
    removed: count(),
    errors: count(),
    awsCalls: count(),
    retries: count(),
    errorCode: text(),
    errorMessage: text(),
    missingPermission: text(),
    /** The first reasons why rows could not be stored: `[{ resource_id, reason }]`. */
    rowErrors: jsonb().$type<{ resource_id: string; reason: string }[]>().notNull().default([]),
    startedAt: time(),
    endedAt: time(),
  },
  (t) => [
    unique("scan_slices_scan_id_type_region_key").on(t.scanId, t.type, t.region),
    // What a watcher asks for: the slices under way, and those that ended since it asked last.
    index("scan_slices_live_idx")
      .on(t.scanId)
      .where(sql`${t.state} = 'running' or (${t.state} = 'waiting' and ${t.joinedSliceId} is not null)`),
    index("scan_slices_ended_idx").on(t.scanId, t.endedAt),
    index("scan_slices_joined_slice_id_idx").on(t.joinedSliceId),
    index("scan_slices_open_idx").on(t.accountId).where(sql`${t.state} in ('waiting', 'running')`),
    check(
      "scan_slices_state_check",
      sql`${t.state} in ('waiting', 'running', 'done', 'partial', 'failed', 'cancelled')`,
    ),
  ],
)

/** What we know of each slice over all scans: when it was last listed to the end, and since when it could not be. */
export const slices = pgTable(
  "slices",
  {
    accountId: text().notNull(),
    type: text().notNull(),
    region: text().notNull(),
    verifiedAt: time(),
    unverifiedSince: time(),
    lastScanId: uuid().references(() => scans.id, { onDelete: "set null" }),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.type, t.region] })],
)
