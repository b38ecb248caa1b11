import { getTableColumns, getTableName, sql } from "drizzle-orm"
import { toSnakeCase } from "drizzle-orm/casing"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { Queryable } from "@/lib/db/client"
import { READER_ROLE } from "@/lib/db/embedded/roles"
import {
  accounts,
  dailyChanges,
  foldedSlices,
  indexReports,
  placeSets,
  resourceAddresses,
  resourceChanges,
  resources,
  resourceVersions,
  scanSlices,
  scans,
  sliceCounts,
  slices,
  tagKeyCounts,
} from "@/lib/db/schema"
import { describeError } from "@/lib/errors"

const readable = [
  accounts,
  foldedSlices,
  indexReports,
  placeSets,
  resources,
  resourceAddresses,
  resourceChanges,
  resourceVersions,
  dailyChanges,
  scans,
  scanSlices,
  sliceCounts,
  slices,
  tagKeyCounts,
]
/** Views of the migrations; what they show needs a right of its own. */
const views = ["all_scan_slices", "daily_counts", "folded_scan_slices", "resource_changes_flat"]
/** Sealed values, keys, and the digests that are made from them. */
const hidden = new Set(["sealed_values", "values_digest", "fingerprint", "tags_digest", "sealed_credentials"])

/** Lets the reader role, if it exists, read the views and the inventory's tables, without any sealed column. */
export async function grantReader(db: Queryable): Promise<void> {
  const [role] = await db.execute(sql`select from pg_roles where rolname = ${READER_ROLE}`)
  if (!role) return
  const grants = [
    "usage on schema public",
    ...readable.map((table) => `select (${visibleColumns(table).join(", ")}) on ${getTableName(table)}`),
    ...[...views, ...resourceTypes.map(({ view }) => view)].map((view) => `select on ${view}`),
  ]
  for (const grant of grants) {
    try {
      await db.execute(sql.raw(`grant ${grant} to ${READER_ROLE}`))
    } catch (error) {
      // The product itself works without it, so the start goes on.
      console.error(`The role ${READER_ROLE} gets no ${grant}: ${describeError(error)}`)
    }
  }
}

const visibleColumns = (table: (typeof readable)[number]): string[] =>
  Object.keys(getTableColumns(table))
    .map(toSnakeCase)
    .filter((column) => !hidden.has(column))
