"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { useTransition } from "react"
import { QueryBox } from "@/app/(console)/resources/_table/query-box"
import type { Field } from "@/lib/query/fields"

/** The box for a query that keeps the rest of the page's address. */
export function PageQuery({ value, fields, status }: { value: string; fields: readonly Field[]; status: string }) {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const [isPending, startTransition] = useTransition()
  const search = (q: string) => {
    const next = new URLSearchParams(params)
    next.delete("cursor")
    if (q) next.set("q", q)
    else next.delete("q")
    startTransition(() => router.push(`${path}?${next}`))
  }
  return (
    <QueryBox
      value={value}
      fields={fields}
      status={isPending ? "searching…" : status}
      placeholder="Search by word, type:, region:, tag:env=prod …"
      completePath="/api/aws/query/complete"
      onSearch={search}
    />
  )
}
