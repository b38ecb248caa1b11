import { useCallback, useMemo, useState } from "react"
import type { RowData } from "@/app/(console)/resources/_table/row-data"

/** Some rows, or all that match the query but some. */
type Chosen = { kind: "some" | "all but"; rows: ReadonlyMap<string, RowData> }

const NOTHING: Chosen = { kind: "some", rows: new Map() }

/** What a person chose, over all pages of a query. */
export interface Selection {
  /** Whether all that match are chosen, also those on other pages, except `rows`. Otherwise `rows` are chosen. */
  isAll: boolean
  rows: readonly RowData[]
  isEmpty: boolean
  has(id: string): boolean
  hasAll(rows: readonly RowData[]): boolean
  /** Chooses the rows that are not chosen, and the other way round. */
  toggle(rows: readonly RowData[]): void
  /** Chooses the rows; if all of them are chosen, none of them. */
  togglePage(rows: readonly RowData[]): void
  chooseAll(): void
  clear(): void
}

/** How many are chosen of so many that match. */
export const countChosen = ({ isAll, rows }: Pick<Selection, "isAll" | "rows">, matches: number): number =>
  isAll ? Math.max(0, matches - rows.length) : rows.length

/** The selection as the parameters of an export, with so many ids at most. */
export function idsOf({ isAll, rows }: Pick<Selection, "isAll" | "rows">, most: number): Record<string, string> {
  const ids = rows.slice(0, most).map(({ id }) => id)
  return ids.length === 0 ? {} : { [isAll ? "except" : "ids"]: ids.join(",") }
}

const isChosen = ({ kind, rows }: Chosen, id: string): boolean => rows.has(id) === (kind === "some")

/** The selection in which these rows are chosen, or are not. */
function choose({ kind, rows }: Chosen, some: readonly RowData[], isWanted: (id: string) => boolean): Chosen {
  const next = new Map(rows)
  for (const row of some) {
    if (isWanted(row.id) === (kind === "some")) next.set(row.id, row)
    else next.delete(row.id)
  }
  return { kind, rows: next }
}

/** @param query another query has another selection. */
export function useSelection(query: string): Selection {
  const [kept, setKept] = useState({ query, chosen: NOTHING })
  const chosen = kept.query === query ? kept.chosen : NOTHING
  const change = useCallback(
    (act: (before: Chosen) => Chosen) =>
      setKept((before) => ({ query, chosen: act(before.query === query ? before.chosen : NOTHING) })),
    [query],
  )
  const actions = useMemo(
    () => ({
      toggle: (some: readonly RowData[]) => change((now) => choose(now, some, (id) => !isChosen(now, id))),
      togglePage: (page: readonly RowData[]) =>
        change((now) => {
          const areChosen = page.every(({ id }) => isChosen(now, id))
          return choose(now, page, () => !areChosen)
        }),
      chooseAll: () => change(() => ({ kind: "all but", rows: new Map() })),
      clear: () => change(() => NOTHING),
    }),
    [change],
  )
  return useMemo(
    () => ({
      isAll: chosen.kind === "all but",
      rows: [...chosen.rows.values()],
      isEmpty: chosen === NOTHING || (chosen.kind === "some" && chosen.rows.size === 0),
      has: (id: string) => isChosen(chosen, id),
      hasAll: (rows: readonly RowData[]) => rows.length > 0 && rows.every(({ id }) => isChosen(chosen, id)),
      ...actions,
    }),
    [chosen, actions],
  )
}
