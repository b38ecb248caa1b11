"use client"

import { useState } from "react"
import { copyText } from "@/app/_ui/copy-text"
import { formatCount } from "@/app/_ui/format"
import { CloseIcon } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import { Menu, MenuItem } from "@/app/_ui/menu"
import { toast } from "@/app/_ui/toast"
import { readColumn, toCsv } from "@/app/(console)/resources/_table/copy-out"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { tableHref } from "@/app/(console)/resources/_table/table-state"
import { countChosen, idsOf, type Selection } from "@/app/(console)/resources/_table/use-selection"
import { termText } from "@/lib/query/complete"

const ExportDialog = lazily(() =>
  import("@/app/(console)/resources/_table/export-dialog").then((module) => module.ExportDialog),
)

/** What can be done with the chosen rows. */
export function SelectionBar({
  selection,
  count,
}: {
  selection: Selection
  count: { value: number; is_exact: boolean }
}) {
  const { state, base } = useTableState()
  const [isExporting, setExporting] = useState(false)
  const { rows, isAll } = selection
  const total = `${formatCount(count.value)}${count.is_exact ? "" : "+"}`
  const chosen = `${formatCount(countChosen(selection, count.value))}${isAll && !count.is_exact ? "+" : ""}`
  const moment: Record<string, string> = state.asOf ? { as_of: state.asOf } : {}
  const copy = async (column: "resource_id" | "arn", label: string) => {
    const own = rows.flatMap((row) => (column === "arn" ? (row.arn ?? []) : row.rid))
    const search = { q: state.q, ...moment, ...idsOf(selection, rows.length) }
    const values = isAll ? await readColumn(search, column) : own
    const isDone = values !== null && (await copyText(values.join("\n")))
    toast(
      isDone ? `${formatCount(values.length)} ${label} copied` : "They could not be copied",
      isDone ? undefined : "bad",
    )
  }
  const copyCsv = async () => {
    const isDone = await copyText(toCsv(rows))
    toast(
      isDone ? `${formatCount(rows.length)} rows copied as CSV` : "They could not be copied",
      isDone ? undefined : "bad",
    )
  }
  const copyLink = async () => {
    const q = linkQuery(selection, state.q)
    if (!(await matchesExactly(q, countChosen(selection, count.value), moment))) {
      return toast("This selection does not fit into a link. Copy its ids, or export it.", "bad")
    }
    const isDone = await copyText(new URL(tableHref({ ...state, q }, base), window.location.href).href)
    toast(isDone ? "A link was copied" : "It could not be copied", isDone ? undefined : "bad")
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-info-soft px-3 py-1.5" role="status">
      <b className="font-semibold">
        {isAll && rows.length === 0 ? `All ${total} selected` : `${chosen} selected`}
        {isAll && rows.length > 0 && `, all but ${formatCount(rows.length)}`}
      </b>
      {count.value > countChosen(selection, count.value) && (
        <button type="button" className="text-link hover:underline" onClick={selection.chooseAll}>
          Select all {total}
        </button>
      )}
      <span className="flex-1" />
      <button type="button" className="btn btn-quiet" onClick={() => copy("resource_id", "ids")}>
        Copy ids
      </button>
      <button type="button" className="btn btn-quiet" onClick={() => copy("arn", "ARNs")}>
        Copy ARNs
      </button>
      <Menu
        align="end"
        trigger={
          <button type="button" className="btn btn-quiet">
            More
          </button>
        }
      >
        <MenuItem onClick={copyCsv} disabled={isAll}>
          Copy as CSV
        </MenuItem>
        <MenuItem onClick={copyLink}>Copy a link</MenuItem>
      </Menu>
      <button type="button" className="btn btn-quiet" onClick={() => setExporting(true)}>
        Export
      </button>
      <button type="button" className="btn btn-quiet px-2" aria-label="Clear the selection" onClick={selection.clear}>
        <CloseIcon />
      </button>
      {isExporting && <ExportDialog selection={selection} chosen={chosen} onClose={() => setExporting(false)} />}
    </div>
  )
}

/** The query that finds the selection, as far as the language can say it. */
function linkQuery({ isAll, rows }: Selection, q: string): string {
  const ids = rows.map(({ rid }) => termText(isAll ? "-" : "", "id", undefined, rid))
  if (!isAll) return ids.join(" OR ")
  return [q && ids.length > 0 ? `(${q})` : q, ...ids].filter(Boolean).join(" ")
}

/** An id is found anywhere in another one, and a query has an end: whether this one finds so many, and no others. */
async function matchesExactly(q: string, wanted: number, moment: Record<string, string>): Promise<boolean> {
  const search = new URLSearchParams({ q, facets: "type", ...moment })
  const answer = await fetch(`/api/aws/resources/facets?${search}`).catch(() => null)
  if (!answer?.ok) return false
  const { count } = (await answer.json()) as { count: { value: number } }
  return count.value === wanted
}
