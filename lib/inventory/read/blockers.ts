import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { type Count, countWithout } from "@/lib/inventory/read/facets"
import type { InventoryQuery } from "@/lib/inventory/schemas"
import { print } from "@/lib/query/print"
import { conjuncts } from "@/lib/query/tree"

/** A condition without which something would match. */
export interface Blocker {
  /** Its place among the query's conditions. */
  at: number
  text: string
  without: Count
}

/** More conditions are not tried one by one. */
const MOST_TRIED = 8

/** Why nothing matches: the conditions that something would match without, those first that hide most. */
export async function findBlockers(ctx: Ctx, query: InventoryQuery): Promise<Blocker[]> {
  authorise(ctx, "inventory.read")
  const parts = conjuncts(query.tree).slice(0, MOST_TRIED)
  const counts = await countWithout(ctx, query, [...parts.keys()])
  const none: Count = { value: 0, is_exact: true }
  const tried = parts.map((node, at) => ({ at, text: print(node), without: counts[at] ?? none }))
  return tried.filter(({ without }) => without.value > 0).sort((a, b) => b.without.value - a.without.value)
}
