"use client"

import { EmptyState } from "@/app/_ui/empty-state"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import type { ExplorerData } from "@/app/(console)/resources/_table/explorer"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { dropAt } from "@/lib/query/edit"

/** Names the condition that removed everything, and offers to drop it. */
export function NothingMatches({ blockers }: { blockers: NonNullable<ExplorerData["blockers"]> }) {
  const { tree, search } = useTableState()
  const [best] = blockers
  const text = best
    ? `Without ${best.text}, ${formatCount(best.without.value)}${best.without.is_exact ? "" : " or more"} would.`
    : "No resource fits any single condition either."
  return (
    <EmptyState title="Nothing matches" text={`No resource matches all of the query. ${text}`}>
      {blockers.map(({ at, text: term }) => (
        <button key={term} type="button" className="btn" onClick={() => search(dropAt(tree, at))}>
          Drop <span className="max-w-60 truncate font-mono text-s">{term}</span>
        </button>
      ))}
      <Link className="btn" href="/resources?q=">
        Clear all
      </Link>
    </EmptyState>
  )
}
