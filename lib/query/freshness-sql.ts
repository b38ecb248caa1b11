import { type SQL, sql } from "drizzle-orm"

/** The slices as they are, or as fresh as they were at a moment. */
export const slicesAt = (past: string | null): SQL =>
  past === null ? sql.raw("slices") : sql`slices_as_of(${past}::timestamptz)`

/** A resource's slice, which knows how fresh the resource is. */
export const sliceOf: SQL = sql.raw("sl.account_id = r.account_id and sl.type = r.type and sl.region = r.slice_region")

/** The status of what an index of AWS named once, and did not name when its slice was read last. */
export const NOT_REPORTED = "not_reported"
const isUnreported = sql.raw(`r.status is not distinct from '${NOT_REPORTED}'`)

/**
 * When a resource was last seen: an unchanged one is not written, so its slice may know a later time. A row that was
 * written after the moment says nothing of before; its last change does.
 * @param verifiedAt the slice's own time.
 */
export const lastSeen = (past: string | null, verifiedAt: SQL): SQL => {
  const seen =
    past === null
      ? sql`r.seen_at`
      : sql`case when r.seen_at <= ${past}::timestamptz then r.seen_at else r.last_changed_at end`
  return sql`greatest(${seen}, case when r.removed_at is null and not ${isUnreported} then ${verifiedAt} end)`
}
