import Link from "next/link"
import { formatCount } from "@/app/_ui/format"
import { tableHref } from "@/app/(console)/resources/table-url"
import { TABLE_PAGE_SIZE } from "@/lib/inventory/schemas"

/** `51–100 of 318`, and links to the previous and the next page. */
export function Pager({ page, total, params }: { page: number; total: number; params: [string, string][] }) {
  const last = Math.max(1, Math.ceil(total / TABLE_PAGE_SIZE))
  const from = Math.min((page - 1) * TABLE_PAGE_SIZE + 1, total)
  const to = Math.min(page * TABLE_PAGE_SIZE, total)
  const link = (target: number, label: string) =>
    target < 1 || target > last ? (
      <span className="btn opacity-50">{label}</span>
    ) : (
      <Link className="btn" href={tableHref(params, "page", target === 1 ? null : String(target))}>
        {label}
      </Link>
    )
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-2.5 border-t border-line px-3 py-2 text-ink-3">
      <span className="flex-1" />
      <span>
        {formatCount(from)}–{formatCount(to)} of {formatCount(total)}
      </span>
      {link(Math.min(page - 1, last), "Previous")}
      {link(page + 1, "Next")}
    </nav>
  )
}
