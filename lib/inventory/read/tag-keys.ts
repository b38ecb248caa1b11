import { sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { inScope } from "@/lib/inventory/read/scope"

/** The tags' keys, the commonest first, with how many resources have them. */
export async function listTagKeys(ctx: Ctx, most: number): Promise<{ key: string; count: number }[]> {
  authorise(ctx, "inventory.read")
  return ctx.db.execute<{ key: string; count: number }>(sql`
    select c.key, sum(c.count)::int as count from tag_key_counts c where ${inScope(ctx, "c.account_id")}
    group by 1 having sum(c.count) > 0 order by 2 desc, 1 limit ${most}`)
}
