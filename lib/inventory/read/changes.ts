import { and, desc, eq, lt, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { resourceChanges, scans } from "@/lib/db/schema"
import { withoutDigests } from "@/lib/inventory/history/digests"
import { inScope } from "@/lib/inventory/read/scope"

export interface ChangeView {
  id: number
  kind: "appeared" | "changed" | "removed" | "returned"
  at: string
  fields: Record<string, { old: unknown; new: unknown }>
  scanId: string | null
  /** The first moment that shows it, when its slice had been read; null while that goes on. */
  shownAt: string | null
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

/** A slice's resources are shown as they were before it while it is read. */
const sliceReadAt = sql<
  string | null
>`(select sl.ended_at from scan_slices sl join resources r on r.id = ${resourceChanges.resourceId}
  where sl.scan_id = ${resourceChanges.scanId} and sl.type = r.type and sl.region = r.slice_region)`

/** A moment has milliseconds, what it must not come before has microseconds. */
const afterMs = (time: string): string => new Date(Date.parse(time) + 1).toISOString()

/** A resource's changes, the newest first. @param before the id of a change: lists only older ones. */
export async function listChanges(ctx: Ctx, resourceRowId: string, before?: number): Promise<ChangePage> {
  authorise(ctx, "inventory.read")
  const isSeen = sql`exists (select from resources r
    where r.id = ${resourceRowId} and ${inScope(ctx, "r.account_id")})`
  const own = and(eq(resourceChanges.resourceId, resourceRowId), isSeen)
  const rows = await ctx.db
    .select({ change: resourceChanges, requestedBy: scans.requestedBy, readAt: sliceReadAt })
    .from(resourceChanges)
    .leftJoin(scans, eq(scans.id, resourceChanges.scanId))
    .where(and(own, before === undefined ? undefined : lt(resourceChanges.id, before)))
    .orderBy(desc(resourceChanges.id))
    .limit(PAGE_SIZE + 1)
  const page = rows.slice(0, PAGE_SIZE)
  const [count] = await ctx.db.select({ total: sql<number>`count(*)::int` }).from(resourceChanges).where(own)
  return {
    changes: page.map(({ change, requestedBy, readAt }) => ({
      id: change.id,
      kind: change.kind,
      at: change.at.toISOString(),
      fields: withoutDigests(change.fields ?? {}),
      scanId: change.scanId,
      requestedBy,
      shownAt: change.scanId && !readAt ? null : afterMs(readAt ?? change.at.toISOString()),
    })),
    total: count?.total ?? 0,
    olderThan: rows.length > PAGE_SIZE ? (page.at(-1)?.change.id ?? null) : null,
  }
}

/** The scan that found a resource gone. @param removedAt as the resource has it, with milliseconds. */
export async function findRemovingScan(ctx: Ctx, resourceRowId: string, removedAt: string): Promise<string | null> {
  authorise(ctx, "inventory.read")
  const [removal] = await ctx.db
    .select({ scanId: resourceChanges.scanId })
    .from(resourceChanges)
    .where(
      and(
        eq(resourceChanges.resourceId, resourceRowId),
        eq(resourceChanges.kind, "removed"),
        lt(resourceChanges.at, new Date(Date.parse(removedAt) + 1)),
        sql`exists (select from resources r where r.id = ${resourceRowId} and ${inScope(ctx, "r.account_id")})`,
      ),
    )
    .orderBy(desc(resourceChanges.id))
    .limit(1)
  return removal?.scanId ?? null
}
