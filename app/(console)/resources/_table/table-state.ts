/** What the table shows: all of it is in the address. */
export interface TableState {
  q: string
  /** `name`, `-last_changed_at`, `tag.env`. */
  sort: string
  columns: readonly string[]
  /** The moment that is shown, ISO 8601; null for now. */
  asOf: string | null
}

/** What the address's parameters differ from: the chosen view, or the defaults. */
export interface TableBase extends TableState {
  /** The chosen view's id; null for none. */
  view: string | null
}

/** The parameter with the resource in the side panel. */
export const PANEL = "panel"

export interface Move {
  cursor?: string | null
  /** The resource in the side panel. */
  panel?: string | null
}

/** The address of a state. Only what differs from the base is in it. A changed query leads to the first page. */
export function tableHref(state: TableState, base: TableBase, { cursor, panel }: Move = {}): string {
  const search = new URLSearchParams()
  if (base.view) search.set("view", base.view)
  if (state.q !== base.q) search.set("q", state.q)
  if (state.sort !== base.sort) search.set("sort", state.sort)
  if (!sameColumns(state.columns, base.columns)) search.set("columns", state.columns.map(encodeComma).join(","))
  if (state.asOf !== base.asOf) search.set("as_of", state.asOf ?? "now")
  if (cursor) search.set("cursor", cursor)
  if (panel) search.set(PANEL, panel)
  const text = search.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")
  return text ? `/resources?${text}` : "/resources"
}

/** The page of a resource, at the moment that is shown. @param tab the part of the page; null for its first one. */
export function resourceHref(id: string, asOf: string | null, tab: string | null = null): string {
  const search = new URLSearchParams({ ...(tab && { tab }), ...(asOf && { as_of: asOf }) }).toString()
  return `/resources/${id}${search && `?${search}`}`
}

/** A list is split at commas, so those within a tag's key are written in another way. */
const encodeComma = (key: string): string => key.replaceAll(",", "%2C")

export const sameColumns = (a: readonly string[], b: readonly string[]): boolean => a.join("\n") === b.join("\n")

/** Whether something differs from the saved view. */
export const isModified = (state: TableState, base: TableBase): boolean =>
  state.q !== base.q ||
  state.asOf !== base.asOf ||
  state.sort !== base.sort ||
  !sameColumns(state.columns, base.columns)
