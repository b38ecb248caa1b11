import { memo } from "react"
import { formatCount, formatDuration } from "@/app/_ui/format"
import { GLOBAL, type Slice } from "@/app/(console)/scans/[scanId]/matrix-model"

const looks: Record<Slice["state"], string> = {
  waiting: "bg-sunken text-ink-3",
  running: "bg-info-soft font-semibold text-info",
  done: "bg-ok-soft text-ok",
  partial: "bg-warn-soft font-semibold text-warn",
  failed: "bg-bad-soft font-semibold text-bad",
  cancelled: "bg-sunken text-ink-3",
}

/** One slice in a word. It is rendered again only when the slice changes: a large scan has 1,800 of them. */
export const MatrixCell = memo(function MatrixCell({ slice, span }: { slice: Slice | undefined; span: number }) {
  if (!slice) return <td colSpan={span} />
  return (
    <td
      colSpan={span}
      data-state={slice.state}
      title={facts(slice)}
      className={`rounded-sm px-1 py-1.5 text-center text-s ${looks[slice.state]}`}
    >
      {words(slice)}
      {slice.region === GLOBAL && " · global"}
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
  return state === "done" ? count : state
}

function facts({ state, started_at, ended_at, aws_calls, retries, error, joined_scan_id }: Slice): string {
  if (joined_scan_id && state === "done") return "Read once for this scan and another one that asked at the same time"
  if (joined_scan_id && state !== "cancelled") return "Another scan is reading it now, for both scans"
  const time = started_at && ended_at ? `${formatDuration(Date.parse(ended_at) - Date.parse(started_at))}, ` : ""
  return `${time}${aws_calls} AWS calls, ${retries} retried${error ? `. ${error.message}` : ""}`
}
