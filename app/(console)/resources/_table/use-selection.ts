import { useCallback, useMemo, useState } from "react"
import type { RowData } from "@/app/(console)/resources/_table/row-data"

/** What a person chose, over all pages of a query. */
export interface Selection {
  rows: readonly RowData[]
  /** All that match the query are chosen, also those on other pages. */
  isAll: boolean
  has(id: string): boolean
  hasAll(rows: readonly RowData[]): boolean
  toggle(rows: readonly RowData[]): void
  togglePage(rows: readonly RowData[]): void
  chooseAll(): void
  clear(): void
}

/** @param query another query has another selection. */
export function useSelection(query: string): Selection {
  const [kept, setKept] = useState({ query, rows: new Map<string, RowData>(), isAll: false })
  const own = useMemo(
    () => (kept.query === query ? kept : { query, rows: new Map<string, RowData>(), isAll: false }),
    [kept, query],
  )
  const change = useCallback(
    (act: (rows: Map<string, RowData>) => void, isAll = false) =>
      setKept((before) => {
        const rows = new Map(before.query === query ? before.rows : [])
        act(rows)
        return { query, rows, isAll }
      }),
    [query],
  )
  const toggle = useCallback(
    (some: readonly RowData[]) =>
      change((rows) => {
        for (const row of some) if (!rows.delete(row.id)) rows.set(row.id, row)
      }),
    [change],
  )
  return useMemo(() => {
    const hasAll = (rows: readonly RowData[]) =>
      own.isAll || (rows.length > 0 && rows.every(({ id }) => own.rows.has(id)))
    return {
      rows: [...own.rows.values()],
      isAll: own.isAll,
      has: (id: string) => own.isAll || own.rows.has(id),
      hasAll,
      toggle,
      togglePage: (rows: readonly RowData[]) =>
        change((all) => {
          for (const row of rows)
            if (hasAll(rows)) all.delete(row.id)
            else all.set(row.id, row)
        }),
      chooseAll: () => change(() => {}, true),
      clear: () => change((rows) => rows.clear()),
    }
  }, [own, toggle, change])
}
