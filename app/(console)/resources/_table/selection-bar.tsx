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
import type { Selection } from "@/app/(console)/resources/_table/use-selection"

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
  const copy = async (column: "resource_id" | "arn", label: string) => {
    const own = rows.flatMap((row) => (column === "arn" ? (row.arn ?? []) : row.rid))
    const values = isAll ? await readColumn(state.q, column, state.asOf) : own
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
    const ids = rows.map(({ rid }) => `id:${JSON.stringify(rid)}`).join(" OR ")
    const path = tableHref({ ...state, q: ids }, base)
    const url = isAll ? window.location.href : new URL(path, window.location.href).href
    const isDone = await copyText(url)
    toast(isDone ? "A link was copied" : "It could not be copied", isDone ? undefined : "bad")
  }
  return (
    <div className="flex flex-wrap items-center gap-2 border-t border-line bg-info-soft px-3 py-1.5" role="status">
      <b className="font-semibold">{isAll ? `All ${total} selected` : `${formatCount(rows.length)} selected`}</b>
      {!isAll && count.value > rows.length && (
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
      {isExporting && (
        <ExportDialog ids={isAll ? null : rows.map(({ id }) => id)} onClose={() => setExporting(false)} />
      )}
    </div>
  )
}
