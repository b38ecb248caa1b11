import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { inventoryFields } from "@/lib/inventory/fields"
import type { ChangeKind } from "@/lib/inventory/history/schema"
import { compile } from "@/lib/inventory/read/compile"
import { toKindCounts } from "@/lib/inventory/read/feed"
import { run } from "@/lib/inventory/read/run"
import { withParts } from "@/lib/inventory/read/scan-parts"
import { parse } from "@/lib/query/parse"
import { arrayLiteral } from "@/lib/query/to-sql"

/**
 * How many changes of each kind a scan found, an organisation's in all its parts, in the resources that a query matches now, removed ones included.
 * @returns null for a query that is no longer right.
 */
export async function countMatchedChanges(
  ctx: Ctx,
  q: string,
  scanId: string,
): Promise<Record<ChangeKind, number> | null> {
  authorise(ctx, "inventory.read")
  const parsed = parse(q, inventoryFields)
  if (!parsed.ok) return null
  const ids = await withParts(ctx, [scanId])
  const compiled = await compile(ctx, { tree: parsed.tree, removed: "show" })
  const rows = await run<{ kind: ChangeKind; count: number }>(
    ctx.db,
    sql`select c.kind, count(*)::int as count from resource_changes c join ${compiled.from} on r.id = c.resource_id
      where c.scan_id = any(${arrayLiteral(ids)}::uuid[]) and ${compiled.where} group by 1`,
    compiled.narrow,
  )
  return toKindCounts(rows)
}
