import { and, desc, eq, lt, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { resourceChanges, scans } from "@/lib/db/schema"
import { inScope } from "@/lib/inventory/read/scope"

export interface ChangeView {
  id: number
  kind: "appeared" | "changed" | "removed" | "returned"
  at: string
  fields: Record<string, { old: unknown; new: unknown }>
  scanId: string | null
  requestedBy: string | null
}

export interface ChangePage {
  changes: ChangeView[]
  /** The number of changes on all pages together. */
  total: number
  /** Pass it as `before` to get older changes; null on the last page. */
  olderThan: number | null
}

const PAGE_SIZE = 50

/** A resource's changes, the newest first. @param before the id of a change: lists only older ones. */
export async function listChanges(ctx: Ctx, resourceRowId: string, before?: number): Promise<ChangePage> {
  authorise(ctx, "inventory.read")
  const isSeen = sql`exists (select from resources r
    where r.id = ${resourceRowId} and ${inScope(ctx, "r.account_id")})`
  const own = and(eq(resourceChanges.resourceId, resourceRowId), isSeen)
  const rows = await ctx.db
    .select({ change: resourceChanges, requestedBy: scans.requestedBy })
    .from(resourceChanges)
    .leftJoin(scans, eq(scans.id, resourceChanges.scanId))
    .where(and(own, before === undefined ? undefined : lt(resourceChanges.id, before)))
    .orderBy(desc(resourceChanges.id))
    .limit(PAGE_SIZE + 1)
  const page = rows.slice(0, PAGE_SIZE)
  const [count] = await ctx.db.select({ total: sql<number>`count(*)::int` }).from(resourceChanges).where(own)
  return {
    changes: page.map(({ change, requestedBy }) => ({
      id: change.id,
      kind: change.kind,
      at: change.at.toISOString(),
      fields: change.fields ?? {},
      scanId: change.scanId,
      requestedBy,
    })),
    total: count?.total ?? 0,
    olderThan: rows.length > PAGE_SIZE ? (page.at(-1)?.change.id ?? null) : null,
  }
}
