"use client"

import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { useTableState } from "@/app/(console)/resources/_table/table-context"

interface PagerProps {
  /** How many rows stand before this page; null if it was counted from the end. */
  before: number | null
  shown: number
  count: { value: number; is_exact: boolean }
  next: string | null
  previous: string | null
}

/** `51–100 of 318`, and links to the first, previous, next and last page. */
export function Pager({ before, shown, count, next, previous }: PagerProps) {
  const { hrefOf } = useTableState()
  const link = (label: string, cursor: string | null, isPossible: boolean) =>
    isPossible ? (
      <Link className="btn" href={hrefOf({}, { cursor })} scroll={false}>
        {label}
      </Link>
    ) : (
      <span className="btn opacity-60" aria-disabled="true">
        {label}
      </span>
    )
  const start = before ?? (count.is_exact ? count.value - shown : null)
  const total = `${formatCount(count.value)}${count.is_exact ? "" : "+"}`
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-2 border-t border-line px-3 py-2 text-ink-3">
      <span>
        {start === null ? `the last ${shown}` : `${formatCount(start + 1)}–${formatCount(start + shown)} of ${total}`}
      </span>
      <span className="flex-1" />
      {link("First", null, previous !== null)}
      {link("Previous", previous, previous !== null)}
      {link("Next", next, next !== null)}
      {link("Last", "last", next !== null)}
    </nav>
  )
}
