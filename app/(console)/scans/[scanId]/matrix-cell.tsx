import { memo } from "react"
import { formatCount, formatDuration } from "@/app/_ui/format"
import type { Slice } from "@/app/(console)/scans/[scanId]/matrix-model"

const looks: Record<Slice["state"], string> = {
  waiting: "bg-sunken text-ink-3",
  running: "bg-info-soft font-semibold text-info",
  done: "bg-ok-soft text-ok",
  partial: "bg-warn-soft font-semibold text-warn",
  failed: "bg-bad-soft font-semibold text-bad",
  cancelled: "bg-sunken text-ink-3",
}

interface MatrixCellProps {
  slice: Slice | undefined
  span: number
  /** It is a global type's, and stands across all regions. */
  isAcross?: boolean
}

/** One slice in a word. It is rendered again only when the slice changes: a large scan has 1,800 of them. */
export const MatrixCell = memo(function MatrixCell({ slice, span, isAcross = false }: MatrixCellProps) {
  if (!slice) return <td colSpan={span} />
  return (
    <td
      colSpan={span}
      data-state={slice.state}
      title={facts(slice)}
      className={`rounded-sm px-1 py-1.5 text-center text-s ${looks[slice.state]}`}
    >
      {words(slice)}
      {isAcross && " · global"}
    </td>
  )
})

/** The most common failures in a word. The reason and the fix are shown below the matrix. */
const failures: Record<string, string> = {
  AccessDenied: "denied",
  RegionNotEnabled: "not enabled",
  Timeout: "timed out",
  HostTimeLimit: "timed out",
  ExpiredToken: "expired",
  ExpiredTokenException: "expired",
  RequestExpired: "expired",
}

function words({ state, found, error }: Slice): string {
  const count = formatCount(found)
  if (state === "running") return `${count}…`
  if (state === "failed") return (error && failures[error.code]) ?? "failed"
  if (state === "partial") return `${count}, partly`
  if (state === "done") return found === 0 ? "none" : count
  return state
}

/** The states from the one that needs most attention on; a sum has that of the first that it has. */
const BY_URGENCY = ["failed", "partial", "running", "waiting", "cancelled", "done"] as const

/** Several types of a category in one region: what was found, and how many checks are in the state that matters most. */
export function SumCell({ slices }: { slices: readonly Slice[] }) {
  const state = BY_URGENCY.find((one) => slices.some((slice) => slice.state === one))
  if (!state) return <td />
  const found = slices.reduce((sum, slice) => sum + slice.found, 0)
  const such = slices.filter((slice) => slice.state === state)
  const isEmpty = state === "done" && found === 0
  return (
    <td
      data-state={state}
      className={`rounded-sm px-1 py-0.5 text-center text-s leading-tight ${isEmpty ? "text-ink-2" : looks[state]}`}
    >
      {found > 0 && <span className="block">{formatCount(found)}</span>}
      <small className="block text-xs">{isEmpty ? "none" : sumWords(state, such, slices.length)}</small>
    </td>
  )
}

function sumWords(state: Slice["state"], such: readonly Slice[], all: number): string {
  if (state === "done") return `${all} done`
  if (state === "partial") return `${such.length} partly`
  const reasons = new Set(such.map(words))
  return `${such.length} ${state === "failed" && reasons.size === 1 ? [...reasons][0] : state}`
}

function facts({ state, started_at, ended_at, aws_calls, retries, error, joined_scan_id }: Slice): string {
  if (joined_scan_id && state === "done") return "Read once for this scan and another one that asked at the same time"
  if (joined_scan_id && state !== "cancelled") return "Another scan is reading it now, for both scans"
  const time = started_at && ended_at ? `${formatDuration(Date.parse(ended_at) - Date.parse(started_at))}, ` : ""
  return `${time}${aws_calls} AWS calls, ${retries} retried${error ? `. ${error.message}` : ""}`
}
