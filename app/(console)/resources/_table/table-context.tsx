"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { createContext, type ReactNode, useContext, useMemo, useTransition } from "react"
import {
  type Move,
  PANEL,
  type TableBase,
  type TableState,
  tableHref,
} from "@/app/(console)/resources/_table/table-state"
import { onlyType } from "@/lib/query/edit"
import { print } from "@/lib/query/print"
import type { Node } from "@/lib/query/tree"

interface Table {
  state: TableState
  base: TableBase
  /** The query's tree; everything, while the query has a mistake. */
  tree: Node
  isPending: boolean
  /** The address of a changed state, and of its first page. The resource beside the list stays. */
  hrefOf(change: Partial<TableState>, move?: Move): string
  /** Goes there. @param how `replace`: what is shown now is no step to go back to. */
  go(change: Partial<TableState>, how?: "push" | "replace"): void
  /** Goes to a changed query. */
  search(tree: Node): void
}

const Context = createContext<Table | null>(null)

/** The table's state, for all the parts of the page that show or change it. */
export function TableProvider({
  state,
  base,
  tree,
  children,
}: Pick<Table, "state" | "base" | "tree"> & { children: ReactNode }) {
  const router = useRouter()
  const panel = useSearchParams().get(PANEL)
  const [isPending, startTransition] = useTransition()
  const table = useMemo(() => {
    const hrefOf = (change: Partial<TableState>, move?: Move) =>
      tableHref({ ...state, ...change }, base, { panel, ...move })
    const go = (change: Partial<TableState>, how: "push" | "replace" = "push") =>
      startTransition(() => router[how](hrefOf(change), { scroll: false }))
    const search = (next: Node) => {
      // Properties that a person chose for one type are that type's.
      const isLeft = onlyType(tree) !== null && onlyType(next) !== onlyType(tree)
      const hasOwn = state.columns.some((key) => key.startsWith("properties."))
      const columns = isLeft && hasOwn ? base.columns : state.columns
      go({ q: print(next), columns })
    }
    return { state, base, tree, hrefOf, go, search }
  }, [state, base, tree, panel, router])
  const value = useMemo(() => ({ ...table, isPending }), [table, isPending])
  return <Context value={value}>{children}</Context>
}

export function useTableState(): Table {
  const table = useContext(Context)
  if (!table) throw new Error("There is no TableProvider around this")
  return table
}
