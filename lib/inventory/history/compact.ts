import { sql } from "drizzle-orm"
import type { App } from "@/lib/context"
import { keptSince } from "@/lib/inventory/history/moment"

const BATCH = 20_000
/** `torn_slices()` looks for scans that began at most seven days before a moment. */
const LONGEST_READING_MS = 7 * 86_400_000

/**
 * Deletes what the past before `CHANGES_KEPT_DAYS` alone needs: versions that ended before it, and changes. What was valid
 * at any later moment stays. Daily counts stay too. It can be ended at any time.
 * @returns how many rows it deleted.
 */
export async function compactHistory({ db, config }: Pick<App, "db" | "config">): Promise<number> {
  const start = keptSince({ config })
  if (!start) return 0
  // A slice that was being read at the window's start is shown as it was before: up to so long before.
  const since = new Date(start.getTime() - LONGEST_READING_MS)
  let deleted = 0
  for (const [table, column] of [
    ["resource_versions", "until"],
    ["resource_changes", "at"],
  ] as const) {
    for (;;) {
      const rows = await db.execute(sql`
        delete from ${sql.identifier(table)} where ctid = any(array(
          select ctid from ${sql.identifier(table)} where ${sql.identifier(column)} < ${since.toISOString()}::timestamptz
          limit ${BATCH})) returning 1`)
      deleted += rows.length
      if (rows.length < BATCH) break
    }
  }
  return deleted
}
