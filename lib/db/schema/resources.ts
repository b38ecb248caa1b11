import { sql } from "drizzle-orm"
import { bigint, check, index, jsonb, pgTable, primaryKey, smallint, text, unique, uuid } from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"
import { resourceState } from "./resource-state"
import { scans } from "./scans"

/** The current state: one row for each thing in AWS. A resource that did not change is not written. */
export const resources = pgTable(
  "resources",
  {
    /** Derived from account, region, type and resource id, so that it is known before the row exists. */
    id: uuid().primaryKey(),
    ...resourceState(),
    /** AES-256-GCM of `{ name: value }`, bound to this row. */
    sealedValues: text(),
    /** A keyed digest of the same values. It shows whether they changed. */
    valuesDigest: text(),
    /** What AWS gives to one thing and never again: another one means that the thing was made again. Null if unknown. */
    birth: text(),
    fingerprint: text().notNull(),
    /** A digest of `tags`: rows are compared by digests, and unchanged content is not sent. Null if `tags` is null. */
    tagsDigest: text(),
    /** The revision of the type that wrote it; null stands for 1. */
    revision: smallint(),
    /** The region of the slice that lists it, or `global`. */
    sliceRegion: text().notNull(),
    firstSeenAt: time().notNull(),
    /** When it was last seen, as of the last write to this row. The slice knows later times. */
    seenAt: time().notNull(),
    lastChangedAt: time().notNull(),
    removedAt: time(),
  },
  (t) => [
    unique("resources_identity_key").on(t.accountId, t.region, t.type, t.resourceId),
    index("resources_slice_idx").on(t.accountId, t.type, t.sliceRegion),
    index("resources_arn_idx").on(t.arn),
    // The indexes that paging walks, and those that are large, are made in lib/inventory/search/build-indexes.ts, while
    // the product runs.
  ],
)

/** One row for each appearance, change, removal and return. */
export const resourceChanges = pgTable(
  "resource_changes",
  {
    id: bigint({ mode: "number" }).generatedAlwaysAsIdentity(),
    resourceId: uuid()
      .notNull()
      .references(() => resources.id, { onDelete: "cascade" }),
    scanId: uuid().references(() => scans.id, { onDelete: "set null" }),
    kind: text({ enum: ["appeared", "changed", "removed", "returned"] }).notNull(),
    at: time().notNull(),
    /**
     * `{ field: { old, new } }`: what changed, or for `returned`, what differs from the state before the removal. For the
     * `appeared` of a thing that was made again under an old name, what differs from the old thing. Null for the others. A tag's field is `tag:KEY`; the field `tags` means that the tags were unknown before.
     */
    fields: jsonb().$type<Record<string, { old: unknown; new: unknown }>>(),
  },
  (t) => [
    // One index serves both: a resource's changes, and each single change.
    primaryKey({ columns: [t.resourceId, t.id] }),
    // On scan_id, lib/inventory/search/build-indexes.ts makes another.
    check("resource_changes_kind_check", sql`${t.kind} in ('appeared', 'changed', 'removed', 'returned')`),
  ],
)
