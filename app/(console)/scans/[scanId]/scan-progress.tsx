"use client"

import Link from "next/link"
import { useRouter } from "next/navigation"
import { useEffect, useRef, useState } from "react"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount, formatDuration } from "@/app/_ui/format"
import { RelativeTime } from "@/app/_ui/time"
import { unanswered } from "@/app/_ui/unanswered"
import { ConnectDialog, type RetryOf } from "@/app/(console)/resources/connect-dialog"
import { Attention } from "@/app/(console)/scans/[scanId]/attention"
import { ScanMatrix } from "@/app/(console)/scans/[scanId]/scan-matrix"
import { SliceTable } from "@/app/(console)/scans/[scanId]/slice-table"
import { isOpen, useElapsed, useScan } from "@/app/(console)/scans/[scanId]/use-scan"
import { cancel } from "@/app/(console)/scans/actions"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/outcome"

interface ProgressProps {
  initial: ScanJson
  types: TypeLabel[]
  /** Whether this person may start and cancel scans. */
  canScan: boolean
}

/** A scan from its first second to for ever: numbers, bar, matrix, and what needs attention. */
export function ScanProgress({ initial, types, canScan }: ProgressProps) {
  const router = useRouter()
  const { scan, isReachable } = useScan(initial)
  const open = isOpen(scan)
  const wasOpen = useRef(open)

  // The navigation's counts are the server's.
  useEffect(() => {
    if (wasOpen.current && !open) router.refresh()
    wasOpen.current = open
  }, [open, router])

  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Scan of {scan.account_id ?? "an AWS account"}</h1>
        <ScanChip state={scan.state} />
        <span className="text-ink-3">
          {scan.account_id && `connected in ${scan.home_region}, `}started by {scan.requested_by}{" "}
          <RelativeTime at={scan.created_at} suffix=" ago" />
        </span>
        <span className="flex-1" />
        {open && canScan && <CancelButton scanId={scan.scan_id} />}
        {!open && canScan && isRetryable(scan) && <ConnectDialog types={types} retry={retryOf(scan)} />}
        {!open && scan.progress.resources_found > 0 && (
          <Link className="btn btn-primary" href="/resources">
            View resources
          </Link>
        )}
      </header>
      {scan.retry_of && (
        <p className="mb-3.5 text-ink-2">
          This scan repeats what failed in <Link href={`/scans/${scan.retry_of}`}>an earlier one</Link>.
        </p>
      )}
      {!isReachable && open && (
        <p role="status" className="mb-3.5 rounded-md bg-warn-soft px-3 py-2 text-warn">
          The server does not answer. The scan goes on in the background; this page asks again every two seconds.
        </p>
      )}
      {scan.failure && (
        <p role="alert" className="mb-3.5 rounded-md bg-bad-soft px-3 py-2 text-bad">
          {scan.failure.at === "refused" || scan.failure.at === "unreachable"
            ? "Failed to connect to AWS"
            : "Failed to scan AWS resources"}
          : {scan.failure.code}. {scan.failure.message}
        </p>
      )}
      <Numbers scan={scan} />
      <Bar scan={scan} />
      {scan.slices.length > 0 && <ScanMatrix scan={scan} types={types} />}
      {open && scan.slices.length === 0 && (
        <p className="panel px-3.5 py-6 text-center text-ink-2">Connecting, and listing the account's regions…</p>
      )}
      <Attention scan={scan} types={types} />
      {scan.slices.length > 0 && <SliceTable scan={scan} types={types} />}
    </>
  )
}

const unread = (scan: ScanJson) => scan.slices.filter(({ state }) => state !== "done").length

const isRetryable = (scan: ScanJson) => unread(scan) > 0 || scan.failure !== null

const retryOf = (scan: ScanJson): RetryOf => ({
  scanId: scan.scan_id,
  accountId: scan.account_id,
  region: scan.home_region,
  slices: unread(scan),
})

function Numbers({ scan }: { scan: ScanJson }) {
  const elapsed = useElapsed(scan)
  const { resources_found, slices_done, slices_total } = scan.progress
  const count = (key: "created" | "updated" | "changed" | "removed" | "errors" | "aws_calls" | "retries") =>
    scan.slices.reduce((sum, slice) => sum + slice[key], 0)
  const errors = count("errors")
  const rate = `${formatCount(Math.round(resources_found / Math.max(1, elapsed / 1000)))}/s`
  const stats = [
    { value: formatCount(resources_found), label: "resources found" },
    { value: `${slices_done} of ${slices_total}`, label: "slices done" },
    isOpen(scan)
      ? { value: rate, label: "resources a second" }
      : { value: formatDuration(elapsed), label: `duration, ${rate}` },
    { value: formatCount(count("aws_calls")), label: `AWS calls, ${formatCount(count("retries"))} retried` },
    isOpen(scan)
      ? { value: timeLeft(scan, elapsed), label: "left" }
      : {
          value: formatCount(count("created")),
          label: `created, ${formatCount(count("updated"))} updated, ${formatCount(errors)} error${errors === 1 ? "" : "s"}`,
        },
  ]
  return (
    <dl className="mb-3.5 grid grid-cols-2 gap-3 md:grid-cols-5">
      {stats.map(({ value, label }) => (
        <div key={label} className="panel flex flex-col-reverse justify-end px-3.5 py-3">
          <dt className="text-ink-3">{label}</dt>
          <dd className="text-2xl font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** By the slices done so far; nothing is said before a fifth of them is. */
function timeLeft({ progress: { slices_done, slices_total } }: ScanJson, elapsed: number): string {
  if (slices_done * 5 < slices_total || slices_done === 0) return "…"
  return `≈ ${formatDuration((elapsed * (slices_total - slices_done)) / slices_done)}`
}

function Bar({ scan }: { scan: ScanJson }) {
  const { slices_done, slices_total } = scan.progress
  const percent = isOpen(scan) ? Math.round((100 * slices_done) / Math.max(1, slices_total)) : 100
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

function CancelButton({ scanId }: { scanId: string }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const stop = async () => {
    setBusy(true)
    const result = await cancel(scanId).catch(unanswered)
    setBusy(false)
    setProblem(result.ok ? null : result.message)
  }
  return (
    <>
      {problem && (
        <span role="alert" className="text-bad">
          {problem}
        </span>
      )}
      <button type="button" className="btn btn-danger" onClick={stop} disabled={isBusy}>
        {isBusy ? "Cancelling…" : "Cancel scan"}
      </button>
    </>
  )
}
