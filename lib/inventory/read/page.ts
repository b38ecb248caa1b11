import type { Ctx } from "@/lib/context"
import type { Compiled } from "@/lib/inventory/read/compile"
import { grouped } from "@/lib/inventory/read/groups"
import { orderOf, reversed, type Sort } from "@/lib/inventory/read/order"
import { ordered, type Placed, type Search } from "@/lib/inventory/read/search"

/** Where a page begins: after a row, or before one. Without values, at the beginning or, backwards, at the end. */
export interface Place {
  isBackwards: boolean
  values: readonly (string | null)[] | null
}

/**
 * Finds one page of a query, in the wanted order.
 * @returns the rows in the list's order, and whether there are more of them in the direction of reading.
 */
export async function findPage(
  ctx: Ctx,
  query: Compiled,
  sort: Sort,
  place: Place,
  limit: number,
): Promise<{ rows: Placed[]; hasMore: boolean }> {
  const order = place.isBackwards ? reversed(orderOf(sort)) : orderOf(sort)
  const search: Search = { ctx, query, order, after: place.values, isReversed: place.isBackwards, limit: limit + 1 }
  const rows = order.group ? await grouped(search, order.group) : await ordered(search)
  const page = rows.slice(0, limit)
  return { rows: place.isBackwards ? page.reverse() : page, hasMore: rows.length > limit }
}
