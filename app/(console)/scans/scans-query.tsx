"use client"

import { useRouter } from "next/navigation"
import { useTransition } from "react"
import { formatCount } from "@/app/_ui/format"
import { QueryBox } from "@/app/(console)/resources/_table/query-box"
import type { Field } from "@/lib/query/fields"

interface ScansQueryProps {
  value: string
  fields: readonly Field[]
  /** How many are listed; null without a query. */
  count: number | null
  /** A page shows so many. */
  most: number
}

/** The filter of the scans, in the grammar of the inventory's search. */
export function ScansQuery({ value, fields, count, most }: ScansQueryProps) {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const found = count === null ? "" : `${formatCount(Math.min(count, most))}${count > most ? "+" : ""} match`
  const search = (q: string) =>
    startTransition(() => router.push(q ? `/scans?${new URLSearchParams({ q })}` : "/scans"))
  return (
    <QueryBox
      value={value}
      fields={fields}
      status={isPending ? "searching…" : found}
      placeholder="Account, id, who started it, state:partial, started:<7d …"
      onSearch={search}
    />
  )
}
