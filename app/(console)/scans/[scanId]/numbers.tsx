import { formatCount, formatDuration, plural } from "@/app/_ui/format"
import { useElapsed } from "@/app/(console)/scans/[scanId]/use-scan"
import { isOpenScan } from "@/lib/db/states"
import type { ScanJson } from "@/lib/scans/read/outcome"

interface Stat {
  value: string
  label: string
}

/** The scan in five numbers. */
export function Numbers({ scan }: { scan: ScanJson }) {
  const elapsed = useElapsed(scan)
  return (
    <dl className="mb-3.5 grid grid-cols-2 gap-3 md:grid-cols-5">
      {statsOf(scan, elapsed).map(({ value, label }) => (
        <div key={label} className="panel flex flex-col-reverse justify-end px-3.5 py-3">
          <dt className="text-ink-3">{label}</dt>
          <dd className="text-2xl font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function statsOf(scan: ScanJson, elapsed: number): Stat[] {
  const { progress } = scan
  const rate = `${formatCount(Math.round(progress.resources_found / Math.max(1, elapsed / 1000)))}/s`
  const found = { value: formatCount(progress.resources_found), label: "resources found" }
  const slices = { value: `${progress.slices_done} of ${progress.slices_total}`, label: "slices done" }
  const calls = {
    value: formatCount(progress.aws_calls),
    label: `AWS calls, ${formatCount(progress.retries)} retried`,
  }
  if (isOpenScan(scan)) {
    const left = { value: timeLeft(scan, elapsed), label: "left" }
    return [found, slices, { value: rate, label: "resources a second" }, calls, left]
  }
  const failed = failedOf(scan)
  const created = {
    value: formatCount(progress.created),
    label: `new, ${formatCount(progress.changed)} changed, ${formatCount(progress.removed)} removed, ${failed}`,
  }
  return [found, slices, { value: formatDuration(elapsed), label: `duration, ${rate}` }, calls, created]
}

/** What was not read: checks, or an organisation's accounts. */
function failedOf({ is_organisation, progress: { slices_failed, slices_incomplete }, errors = [] }: ScanJson): string {
  if (is_organisation) {
    const accounts = new Set(errors.flatMap(({ account_id }) => account_id ?? []))
    return `${plural(accounts.size, "account")} incomplete`
  }
  const inPart = slices_incomplete - slices_failed
  return `${plural(slices_failed, "check")} failed${inPart > 0 ? `, ${formatCount(inPart)} in part` : ""}`
}

/** Estimated from the slices done so far. Nothing is shown until a fifth of all slices is done. */
function timeLeft({ progress: { slices_done, slices_total } }: ScanJson, elapsed: number): string {
  if (slices_done * 5 < slices_total || slices_done === 0) return "…"
  return `≈ ${formatDuration((elapsed * (slices_total - slices_done)) / slices_done)}`
}

/** How many of the slices are done. */
export function Bar({ scan }: { scan: ScanJson }) {
  const { slices_done, slices_total } = scan.progress
  const percent = isOpenScan(scan) ? Math.round((100 * slices_done) / Math.max(1, slices_total)) : 100
  return (
    <div
      role="progressbar"
      aria-label="Slices done"
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="mb-3.5 h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div className="h-full bg-accent transition-[width] duration-300" style={{ width: `${percent}%` }} />
    </div>
  )
}
