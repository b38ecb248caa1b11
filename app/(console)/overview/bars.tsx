import type { ReactNode } from "react"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { print } from "@/lib/query/print"
import { textValue } from "@/lib/query/tree"

export interface Bar {
  /** The value that is counted. */
  key: string
  label: ReactNode
  count: number
  href: string
}

/** More are put together as others. */
const MOST = 8

/** Everything but what has a bar of its own. */
function exceptHref(field: string, shown: readonly Bar[]): string {
  const values = shown.map(({ key }) => textValue(key))
  return `/resources?${new URLSearchParams({ q: print({ kind: "not", node: { kind: "term", field, values } }) })}`
}

interface BarsProps {
  /** Of the query. */
  field: string
  bars: readonly Bar[]
  /** All are shown, however many there are. */
  isWhole?: boolean
}

/** Counts as bars, the largest first. It is a list of links, and needs no table beside it. */
export function Bars({ field, bars, isWhole = false }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const shown = bars.length > MOST && !isWhole ? bars.slice(0, MOST - 1) : bars
  const others = bars.slice(shown.length)
  const rest = others.reduce((sum, { count }) => sum + count, 0)
  return (
    <ul className="grid gap-2 px-3.5 py-3">
      {shown.map(({ key, label, count, href }) => (
        <li key={key} className="grid grid-cols-[minmax(0,150px)_minmax(0,1fr)_64px] items-center gap-3">
          <span className="flex min-w-0 items-center gap-2 truncate">{label}</span>
          <span className="h-2 rounded-sm bg-sunken" aria-hidden="true">
            <span className="block h-2 min-w-0.5 rounded-sm bg-info" style={{ width: `${(count / most) * 100}%` }} />
          </span>
          <Link href={href} className="text-right no-underline hover:underline">
            {formatCount(count)}
          </Link>
        </li>
      ))}
      {others.length > 0 && (
        <li className="flex justify-between text-ink-2">
          <span>{others.length} others</span>
          <Link href={exceptHref(field, shown)} className="no-underline hover:underline">
            {formatCount(rest)}
          </Link>
        </li>
      )}
    </ul>
  )
}
