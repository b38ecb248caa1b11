import { inArray, sql } from "drizzle-orm"
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"

import { connections } from "@/lib/db/schema/connections"
import { openScanStates, scanStates, sliceStates } from "@/lib/db/states"

const count = () => integer().notNull().default(0)

export interface ScanWarning {
  code: string
  message: string
  missing_permission: string | null
}

/** Why a slice could not be read completely; `resource_type` is null for a problem of the whole scan. */
export interface SliceError extends ScanWarning {
  region: string
  resource_type: string | null
  /** Of an organisation's scan: whose slice it was. */
  account_id?: string
  account_name?: string | null
}

/** The place that a slice reads: one resource type in one region, or `global`. */
export interface SlicePlace {
  type: string
  region: string
}

/** A set of slices that one person or token requested together. */
export const scans = pgTable(
  "scans",
  {
    id: uuid().primaryKey(),
    state: text({ enum: scanStates }).notNull().default("queued"),
    /** An e-mail address, or `token <name>`. */
    requestedBy: text().notNull(),
    /** Known after the planning; for a retry, from the start. */
    accountId: text(),
    homeRegion: text().notNull(),
    resourceTypes: text().array().notNull(),
    /** As requested; `*` stands for every enabled region. */
    regions: text().array().notNull(),
    /** The connection whose credentials it uses; null for keys that were given once. */
    connectionId: uuid().references(() => connections.id, { onDelete: "set null" }),
    /** What the connection was called then. */
    connectionName: text(),
    /** The scan of the whole organisation that this one is a part of. */
    parentId: uuid().references((): AnyPgColumn => scans.id, { onDelete: "cascade" }),
    /** Its parts, one scan for each account, hold the slices. */
    isOrganisation: boolean().notNull().default(false),
    /** When its end was settled: the connection's health and the notifications. */
    settledAt: time(),
    /** The scan whose failed slices this one repeats. */
    retryOf: uuid().references((): AnyPgColumn => scans.id, { onDelete: "set null" }),
    /** Only these slices; null for all requested types in all requested regions. */
    onlySlices: jsonb().$type<SlicePlace[]>(),
    /** Whether one call may read the tags of a hundred resources (tag:GetResources); checked once, while planning. */
    hasTagIndex: boolean().notNull().default(false),
    /** AES-256-GCM, bound to this row; null as soon as the scan has ended. */
    sealedCredentials: text(),
    /** While connecting (`refused`, `unreachable`), because AWS denied every slice (`denied`), or later (`slices`). */
    failedAt: text({ enum: ["refused", "unreachable", "denied", "slices"] }),
    errorCode: text(),
    errorMessage: text(),
    /** Other reasons why it is partial, such as regions that could not be listed. */
    warnings: jsonb().$type<ScanWarning[]>().notNull().default([]),
    // The read model: lists and headers read only this row. A trigger on scan_slices keeps the counts (see the
    // migration that made it); the errors are collected once, when the scan ends.
    slicesTotal: count(),
    slicesOpen: count(),
    /**
     * Of the ended slices: the failed ones, the failed ones that AWS denied, and those that were not read completely.
     */
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
    /** Increases with each change of the row or of a slice. */
    revision: count(),
    touchedAt: time().notNull().defaultNow(),
    createdAt: time().notNull().defaultNow(),
    startedAt: time(),
    endedAt: time(),
    /** When its uneventful slices were folded (lib/scans/fold.ts). */
    foldedAt: time(),
  },
  (t) => [
    index("scans_created_at_idx").on(t.createdAt.desc()),
    index("scans_parent_id_idx").on(t.parentId, t.state).where(sql`${t.parentId} is not null`),
    index("scans_connection_id_idx").on(t.connectionId, t.createdAt.desc()).where(sql`${t.connectionId} is not null`),
    index("scans_connection_account_idx")
      .on(t.connectionId, t.accountId, t.createdAt.desc())
      .where(sql`${t.connectionId} is not null`),
    index("scans_connection_open_idx").on(t.connectionId).where(sql`${t.state} in ('queued', 'running')`),
    index("scans_unsettled_idx").on(t.endedAt).where(sql`${t.settledAt} is null`),
    index("scans_unfolded_idx").on(t.endedAt).where(sql`${t.foldedAt} is null`),
    check("scans_state_check", sql`${t.state} in ('queued', 'running', 'success', 'partial', 'failed', 'cancelled')`),
    check("scans_forget_credentials", sql`${t.endedAt} is null or ${t.sealedCredentials} is null`),
  ],
)

/** The scans that have not ended. */
export const isOpenRow = inArray(scans.state, [...openScanStates])

/**
 * One resource type in one region (or `global`) of one account, within one scan. Work, failure and progress are counted
 * by slice.
 */
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
    /**
     * The same slice of another scan, which was open when this one was planned. This one is not run, and shares the
     * other's success.
     */
    joinedSliceId: uuid().references((): AnyPgColumn => scanSlices.id, { onDelete: "set null" }),
    state: text({ enum: sliceStates }).notNull().default("waiting"),
    /** Increases when a worker takes this slice; a page is written only under the current number. */
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
    /** False if a part of the list was not read, or not stored: then the slice is not verified, although it ended. */
    isListWhole: boolean().notNull().default(true),
    /** The first reasons why rows could not be stored: `[{ resource_id, reason }]`. */
    rowErrors: jsonb().$type<{ resource_id: string; reason: string }[]>().notNull().default([]),
    startedAt: time(),
    endedAt: time(),
    /**
     * Of a slice that was not verified, in a folded scan: when it had been verified last, `epoch` for never. So nobody has
     * to look for that in older scans.
     */
    verifiedBefore: time(),
  },
  (t) => [
    unique("scan_slices_scan_id_type_region_key").on(t.scanId, t.type, t.region),
    // What a watcher reads: the running slices, and those that ended since it last looked.
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

/** What an index of AWS named in a region when it was read last, by service: how much, and of how much we have a type. */
export const indexReports = pgTable(
  "index_reports",
  {
    accountId: text().notNull(),
    region: text().notNull(),
    /** As ARNs have it: `sqs`. */
    service: text().notNull(),
    named: integer().notNull(),
    typed: integer().notNull(),
    reportedAt: time().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.region, t.service] })],
)

/** The places of an account that scans read again and again, in the order in which folded slices list what they found. */
export const placeSets = pgTable(
  "place_sets",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: text().notNull(),
    /** Of the places. */
    digest: text().notNull(),
    types: text().array().notNull(),
    regions: text().array().notNull(),
  },
  (t) => [unique("place_sets_account_id_digest_key").on(t.accountId, t.digest)],
)

/**
 * The uneventful slices of an ended scan: what was listed to its end, and as it was before. One row takes the place of
 * theirs in `scan_slices`. The lists go along with the places of the set; a place that kept its own row has 0 in `ended`.
 */
export const foldedSlices = pgTable(
  "folded_slices",
  {
    scanId: uuid()
      .primaryKey()
      .references(() => scans.id, { onDelete: "cascade" }),
    placeSet: bigint({ mode: "number" })
      .notNull()
      .references(() => placeSets.id),
    /** When the first and the last of all the set's places ended in this scan, those with their own rows included. */
    firstEndedAt: time().notNull(),
    lastEndedAt: time().notNull(),
    /** The moments that `started` and `ended` count through, from 1. */
    times: timestamp({ withTimezone: true }).array().notNull(),
    started: integer().array().notNull(),
    ended: integer().array().notNull(),
    found: integer().array().notNull(),
    awsCalls: integer().array().notNull(),
    retries: integer().array().notNull(),
  },
  (t) => [index("folded_slices_place_set_idx").on(t.placeSet, t.lastEndedAt, t.firstEndedAt)],
)

/** Each folded slice as a row: a view of the migration that made the two tables. */
export const foldedScanSlices = pgView("folded_scan_slices", {
  scanId: uuid().notNull(),
  accountId: text().notNull(),
  type: text().notNull(),
  region: text().notNull(),
  found: integer().notNull(),
  awsCalls: integer().notNull(),
  retries: integer().notNull(),
  startedAt: time(),
  endedAt: time(),
}).existing()

/** The state of each slice across all scans: when it was last listed completely, and since when it could not be. */
export const slices = pgTable(
  "slices",
  {
    accountId: text().notNull(),
    type: text().notNull(),
    region: text().notNull(),
    verifiedAt: time(),
    unverifiedSince: time(),
    /** When it was read last, its service was not offered there, or not switched on. */
    isAbsent: boolean().notNull().default(false),
    lastScanId: uuid().references(() => scans.id, { onDelete: "set null" }),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.type, t.region] })],
)
