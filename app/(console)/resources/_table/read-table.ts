import type { TableBase, TableState } from "@/app/(console)/resources/_table/table-state"
import { inventoryFields } from "@/lib/inventory/fields"
import type { SavedView } from "@/lib/inventory/saved-views/schema"
import { fromSearchParams, type ListQuery, listQuerySchema } from "@/lib/inventory/schemas"
import { columnsOf, defaultColumns, findColumn, isColumnOf } from "@/lib/inventory/table-columns"
import { onlyType } from "@/lib/query/edit"
import { parse } from "@/lib/query/parse"
import { print } from "@/lib/query/print"
import { allOf } from "@/lib/query/tree"

export type TableParams = Record<string, string | string[] | undefined>

export interface ReadTable {
  state: TableState
  base: TableBase
  /** Null if the query has a mistake. */
  query: ListQuery | null
  /** What was not understood, or null. */
  problem: string | null
  /** It is the query's text that was not understood: the box says so itself. */
  isQueryWrong: boolean
  /** Where to go instead: the default view of a person who asked for nothing else. */
  redirectTo: string | null
}

/** The parameters that the table had before the query language, and that links may still have. */
const OLDER = ["type", "region", "account_id", "status"]

/** Reads the table's state from its address, on top of the chosen view. */
export function readTable(raw: TableParams, views: readonly SavedView[], defaultViewId: string | null): ReadTable {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(raw)) for (const one of [value ?? []].flat()) search.append(name, one)
  const view = views.find(({ id }) => id === search.get("view"))
  const given = fromSearchParams(search)
  const q = withOlder(search.get("q")?.replaceAll("\0", "") ?? view?.q ?? "", given, search)
  const base = baseOf(view, q)
  const state = {
    q,
    sort: search.get("sort") ?? base.sort,
    columns: readColumns(search.get("columns"), q) ?? base.columns,
    asOf: search.get("as_of") === "now" ? null : (search.get("as_of") ?? base.asOf),
  }
  const isPlain = search.size === 0 && views.some(({ id }) => id === defaultViewId)
  const asked = { q: state.q, as_of: state.asOf ?? undefined }
  const parsed = listQuerySchema.safeParse({ ...asked, sort: state.sort, cursor: search.get("cursor") ?? undefined })
  // Without what was not understood: the query alone, if that is right.
  const plain = parsed.success ? parsed : listQuerySchema.safeParse({ q: state.q, sort: base.sort })
  const wrong = parsed.error?.issues[0]?.message
  return {
    state: parsed.success ? { ...state, asOf: parsed.data.asOf } : { ...state, sort: base.sort, asOf: null },
    base,
    query: plain.data ?? null,
    problem: wrong ? `The address was not understood: ${wrong}` : null,
    isQueryWrong: !plain.success,
    redirectTo: isPlain ? `/resources?view=${defaultViewId}` : null,
  }
}

/** A view keeps its columns. Without one, a query for one type brings that type's. */
const baseOf = (view: SavedView | undefined, q: string): TableBase => ({
  q: view?.q ?? "",
  sort: view?.sort ?? "name",
  columns: view?.columns ?? columnsFor(q),
  asOf: view?.as_of ?? null,
  view: view?.id ?? null,
})

function columnsFor(q: string): readonly string[] {
  const type = oneTypeOf(q)
  return type === null ? defaultColumns : columnsOf(type)
}

/**
 * The name is always the first column; what is no column is left out. With one type chosen, the properties of another mean
 * nothing: its own columns take their place, and tags stay.
 */
function readColumns(text: string | null, q: string): readonly string[] | null {
  if (text === null) return null
  const keys = text.split(",").map((key) => key.replaceAll("%2C", ","))
  const known = ["name", ...new Set(keys.filter((key) => key !== "name" && findColumn(key)))]
  const type = oneTypeOf(q)
  const properties = known.filter((key) => key.startsWith("properties."))
  if (type === null || properties.length === 0) return known
  const own = properties.filter((key) => isColumnOf(type, key))
  if (own.length > 0) return known.filter((key) => !properties.includes(key) || own.includes(key))
  return [...columnsOf(type), ...known.filter((key) => key.startsWith("tag."))]
}

function oneTypeOf(q: string): string | null {
  const parsed = parse(q, inventoryFields)
  return parsed.ok ? onlyType(parsed.tree) : null
}

/** Adds `type=`, `region=`, … and `tag.KEY=` to the query's text. */
function withOlder(q: string, given: Record<string, unknown>, search: URLSearchParams): string {
  const isOlder = [...search.keys()].some((name) => OLDER.includes(name) || name.startsWith("tag."))
  const older = isOlder
    ? listQuerySchema.safeParse({ ...given, q: "", sort: undefined, cursor: undefined, columns: undefined })
    : null
  const parsed = parse(q, inventoryFields)
  const withRemoved = search.get("removed") === "show" ? " (is:removed OR -is:removed)" : ""
  if (!older?.success || !parsed.ok) return `${q}${withRemoved}`.trim()
  return `${print(allOf([parsed.tree, older.data.tree]))}${withRemoved}`.trim()
}
