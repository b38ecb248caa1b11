import { desc, eq } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { resourceChanges, scans } from "@/lib/db/schema"

export interface ChangeView {
  id: number
  kind: "appeared" | "changed" | "removed"
  at: string
  fields: Record<string, { old: unknown; new: unknown }>
  scanId: string | null
  requestedBy: string | null
}

/** A resource's changes, the newest first. */
export async function listChanges(db: Db, resourceRowId: string, limit = 50): Promise<ChangeView[]> {
  const rows = await db
    .select({ change: resourceChanges, requestedBy: scans.requestedBy })
    .from(resourceChanges)
    .leftJoin(scans, eq(scans.id, resourceChanges.scanId))
    .where(eq(resourceChanges.resourceId, resourceRowId))
    .orderBy(desc(resourceChanges.at), desc(resourceChanges.id))
    .limit(limit)
  return rows.map(({ change, requestedBy }) => ({
    id: change.id,
    kind: change.kind,
    at: change.at.toISOString(),
    fields: change.fields ?? {},
    scanId: change.scanId,
    requestedBy,
  }))
}
