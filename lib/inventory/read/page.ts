import type { Ctx } from "@/lib/context"
import type { Compiled } from "@/lib/inventory/read/compile"
import { grouped } from "@/lib/inventory/read/groups"
import { compareValues, orderOf, reversed, type Sort } from "@/lib/inventory/read/order"
import { ordered, type Placed, type Search, sorted } from "@/lib/inventory/read/search"

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
  const rows = await inOrder(search)
  const page = rows.slice(0, limit)
  return { rows: place.isBackwards ? page.reverse() : page, hasMore: rows.length > limit }
}

const find = (search: Search): Promise<Placed[]> =>
  search.order.group ? grouped(search, search.order.group) : ordered(search)

/**
 * The rows of a moment stand in two tables. The first list is read as ever; what the second one adds stands, where the
 * first is long enough, before its last row. So an index leads to it.
 */
async function inOrder(search: Search): Promise<Placed[]> {
  const { query, order, isReversed, limit } = search
  const rows = await find(search)
  if (!query.past) return rows
  const last = rows.length >= limit ? rows.at(-1) : undefined
  const more = { ...search, query: query.past }
  const versions = last ? await sorted({ ...more, upTo: last.values }) : await find(more)
  // A row that changed between the two questions is in both.
  const ids = new Set(rows.map(({ id }) => id))
  const all = [...rows, ...versions.filter(({ id }) => !ids.has(id))]
  return all.sort((a, b) => compareValues(order, a.values, b.values, isReversed)).slice(0, limit)
}
