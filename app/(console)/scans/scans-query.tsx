"use client"

import { useRouter } from "next/navigation"
import { useTransition } from "react"
import { formatCount } from "@/app/_ui/format"
import type { CheckedQuery } from "@/app/(console)/resources/_table/checked-query"
import { QueryBox } from "@/app/(console)/resources/_table/query-box"

interface ScansQueryProps {
  query: CheckedQuery
  /** How many are listed; null without a query. */
  count: number | null
  /** A page shows so many. */
  most: number
}

/** The filter of the scans, in the grammar of the inventory's search. */
export function ScansQuery({ query, count, most }: ScansQueryProps) {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const found = count === null ? "" : `${formatCount(Math.min(count, most))}${count > most ? "+" : ""} match`
  const search = (q: string, isTyped: boolean) =>
    startTransition(() => router[isTyped ? "replace" : "push"](q ? `/scans?${new URLSearchParams({ q })}` : "/scans"))
  return (
    <QueryBox
      query={query}
      source="scans"
      status={isPending ? "searching…" : found}
      placeholder="Account, id, who started it, state:partial, started:<7d …"
      onSearch={search}
    />
  )
}
