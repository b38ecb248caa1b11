"use client"

import { useRouter } from "next/navigation"
import { createContext, type ReactNode, useContext, useMemo, useTransition } from "react"
import { type Move, type TableBase, type TableState, tableHref } from "@/app/(console)/resources/_table/table-state"
import type { Field } from "@/lib/query/fields"
import { parse } from "@/lib/query/parse"
import { print } from "@/lib/query/print"
import { EVERYTHING, type Node } from "@/lib/query/tree"

interface Table {
  state: TableState
  base: TableBase
  fields: readonly Field[]
  /** The query's tree; everything, while the query has a mistake. */
  tree: Node
  isPending: boolean
  /** Goes to a changed state, and to its first page. */
  go(change: Partial<TableState>, move?: Move): void
  /** Goes to a changed query. */
  search(tree: Node): void
}

const Context = createContext<Table | null>(null)

/** The table's state, for all the parts of the page that show or change it. */
export function TableProvider({
  state,
  base,
  fields,
  children,
}: {
  state: TableState
  base: TableBase
  fields: readonly Field[]
  children: ReactNode
}) {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const table = useMemo(() => {
    const parsed = parse(state.q, fields)
    const tree = parsed.ok ? parsed.tree : EVERYTHING
    const go = (change: Partial<TableState>, move?: Move) =>
      startTransition(() => router.push(tableHref({ ...state, ...change }, base, move), { scroll: false }))
    return { state, base, fields, tree, go, search: (next: Node) => go({ q: print(next) }) }
  }, [state, base, fields, router])
  const value = useMemo(() => ({ ...table, isPending }), [table, isPending])
  return <Context value={value}>{children}</Context>
}

export function useTableState(): Table {
  const table = useContext(Context)
  if (!table) throw new Error("There is no TableProvider around this")
  return table
}
