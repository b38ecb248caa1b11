import { sql } from "drizzle-orm"
import { boolean, check, customType, date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"
import { resourceState } from "./resource-state"

const count = () => integer().notNull().default(0)
const inets = customType<{ data: string[] }>({ dataType: () => "inet[]" })
const bigints = customType<{ data: string[] }>({ dataType: () => "bigint[]" })

/**
 * The earlier states of resources: what a row was before a change replaced it. A trigger on `resources` keeps them. The
 * inventory at a moment is the rows that have not changed since, and of the others the version that was valid then.
 */
export const resourceVersions = pgTable(
  "resource_versions",
  {
    /** The resource's row id. */
    id: uuid().notNull(),
    ...resourceState(),
    /** Shows whether sealed values changed. Earlier sealed values are not kept. */
    valuesDigest: text(),
    sliceRegion: text().notNull(),
    firstSeenAt: time().notNull(),
    seenAt: time().notNull(),
    /** Valid from this change on. */
    lastChangedAt: time().notNull(),
    /** Set for the time between a removal and a return. */
    removedAt: time(),
    /** Valid until this change, which is not included. */
    until: time().notNull(),
    /** What it was found by then: as in `resource_search` and `resource_addresses`. */
    search: text().notNull(),
    terms: bigints().notNull(),
    addresses: inets().notNull(),
    rules: integer(),
  },
  // The other indexes are made in lib/inventory/search/build-indexes.ts, while the product runs.
  (t) => [primaryKey({ columns: [t.id, t.lastChangedAt] })],
)

/** How far the versions of before this table were rebuilt from the changes. One row. */
export const versionFill = pgTable(
  "version_fill",
  {
    id: integer().primaryKey().default(1),
    /** Resources up to this row id are done. */
    position: uuid().notNull(),
    isDone: boolean().notNull(),
  },
  (t) => [check("version_fill_one_row", sql`${t.id} = 1`)],
)

/** How many changes a day brought (UTC). A trigger on `resource_changes` keeps it in the same transaction. */
export const dailyChanges = pgTable(
  "daily_changes",
  {
    accountId: text().notNull(),
    type: text().notNull(),
    region: text().notNull(),
    day: date().notNull(),
    /** Appeared or returned. */
    appeared: count(),
    changed: count(),
    removed: count(),
  },
  (t) => [primaryKey({ columns: [t.day, t.accountId, t.type, t.region] })],
)
