"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useTransition } from "react"
import type { CheckedQuery } from "@/app/(console)/resources/_table/checked-query"
import { QueryBox } from "@/app/(console)/resources/_table/query-box"
import type { FieldSource } from "@/app/(console)/resources/_table/use-fields"

/** The box for a query that keeps the rest of the page's address. */
export function PageQuery({ query, fields }: { query: CheckedQuery; fields: FieldSource }) {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const [isPending, startTransition] = useTransition()
  const search = (q: string, isTyped: boolean) => {
    const next = new URLSearchParams(params)
    next.delete("cursor")
    if (q) next.set("q", q)
    else next.delete("q")
    startTransition(() => router[isTyped ? "replace" : "push"](`${path}?${next}`))
  }
  return (
    <QueryBox
      query={query}
      source={fields}
      status={isPending ? "searching…" : ""}
      placeholder="Search by word, type:, region:, tag:env=prod …"
      completePath="/api/aws/query/complete"
      onSearch={search}
    />
  )
}
