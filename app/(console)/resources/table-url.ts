import { fromSearchParams, type TableQuery, tableQuerySchema } from "@/lib/inventory/schemas"

export type TableParams = Record<string, string | string[] | undefined>

export interface TableState {
  query: TableQuery
  /** What was not understood in the address, or null. */
  problem: string | null
  /** The address's parameters, to build further addresses from. */
  params: [string, string][]
}

/**
 * Reads the table's state from its address. If a part is not understood, all of it is ignored, and `problem` says why.
 */
export function readTableQuery(raw: TableParams): TableState {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(raw)) for (const one of [value ?? []].flat()) search.append(name, one)
  const parsed = tableQuerySchema.safeParse(fromSearchParams(search))
  if (parsed.success) return { query: parsed.data, problem: null, params: [...search] }
  const message = parsed.error.issues[0]?.message ?? "wrong value"
  return {
    query: tableQuerySchema.parse({}),
    problem: `The address was not understood, so all resources are shown: ${message}`,
    params: [],
  }
}

/**
 * The table's address with one parameter set, or removed if `value` is null. A change of any parameter but the page
 * leads to page 1.
 */
export function tableHref(params: readonly [string, string][], name: string, value: string | null): string {
  const search = new URLSearchParams(params.filter(([key]) => key !== name && key !== "page"))
  if (value !== null) search.set(name, value)
  const text = search.toString().replaceAll("%2C", ",")
  return text ? `/resources?${text}` : "/resources"
}
