import { and, desc, eq, isNull, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { isOpenRow, scans } from "@/lib/db/schema"
import { isUuid } from "@/lib/db/text"
import { invalid } from "@/lib/errors"
import { parse } from "@/lib/query/parse"
import { scanFields } from "@/lib/scans/fields"
import { scansMatching } from "@/lib/scans/read/query"
import { type ScanSummary, toSummary } from "@/lib/scans/read/view"
import type { ScanFilter } from "@/lib/scans/schemas"

/** The newest scans first; not the parts of an organisation's scan, unless `parent` asks for them. @throws AppError invalid if `before` is not the id of a scan. */
export async function listScans(
  ctx: Ctx,
  limit: number,
  { state, q, before, parent, connection }: ScanFilter = {},
): Promise<ScanSummary[]> {
  authorise(ctx, "scans.read")
  if (before) await assertScan(ctx.db, before)
  // Compared in the database, since a JavaScript date has no microseconds.
  const older = before
    ? sql`(${scans.createdAt}, ${scans.id}) < (select s.created_at, s.id from scans s where s.id = ${before})`
    : undefined
  // The schema has found no mistake in it.
  const parsed = q ? parse(q, scanFields) : undefined
  const named = parsed?.ok ? scansMatching(parsed.tree) : undefined
  const rows = await ctx.db
    .select()
    .from(scans)
    .where(
      and(
        ...[older, named, state ? eq(scans.state, state) : undefined],
        parent ? eq(scans.parentId, parent) : isNull(scans.parentId),
        connection ? eq(scans.connectionId, connection) : undefined,
      ),
    )
    .orderBy(desc(scans.createdAt), desc(scans.id))
    .limit(limit)
  return rows.map(toSummary)
}

const MOST_SHOWN = 10
const isOpen = and(isOpenRow, isNull(scans.parentId))

/** The scans that have not ended, the newest first. */
export async function listOpenScans(ctx: Ctx): Promise<ScanSummary[]> {
  authorise(ctx, "scans.read")
  const rows = await ctx.db.select().from(scans).where(isOpen).orderBy(desc(scans.createdAt)).limit(MOST_SHOWN)
  return rows.map(toSummary)
}

/** How many scans have not ended. */
export async function countOpenScans(ctx: Ctx): Promise<number> {
  authorise(ctx, "scans.read")
  return ctx.db.$count(scans, isOpen)
}

async function assertScan(db: Db, id: string): Promise<void> {
  const [known] = isUuid(id) ? await db.select({ id: scans.id }).from(scans).where(eq(scans.id, id)) : []
  if (!known) throw invalid("before", "There is no such scan. Send the id of the last scan on the previous page.")
}
