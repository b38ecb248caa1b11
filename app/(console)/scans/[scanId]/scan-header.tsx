import { useState } from "react"
import { ScanChip } from "@/app/_ui/chip"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { unanswered } from "@/app/_ui/unanswered"
import { ConnectButton } from "@/app/(console)/resources/connect-button"
import type { RetryOf } from "@/app/(console)/resources/use-connect"
import { RetryButton } from "@/app/(console)/scans/[scanId]/retry-button"
import { cancel } from "@/app/(console)/scans/actions"
import { ScanTitle } from "@/app/(console)/scans/scan-title"
import { isOpenScan } from "@/lib/db/states"
import type { ScanJson } from "@/lib/scans/read/outcome"

interface HeaderProps {
  scan: ScanJson
  canScan: boolean
}

/** What is scanned, who started it, and what people can do about it. */
export function ScanHeader({ scan, canScan }: HeaderProps) {
  const isOpen = isOpenScan(scan)
  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">
          Scan of <ScanTitle scan={scan} />
        </h1>
        <ScanChip state={scan.state} />
        <span className="text-ink-3">
          {scan.account_id && `connected in ${scan.home_region}, `}started by {scan.requested_by}{" "}
          <RelativeTime at={scan.created_at} suffix=" ago" />
        </span>
        <span className="flex-1" />
        {isOpen && canScan && <CancelButton scanId={scan.scan_id} />}
        {!isOpen && canScan && isRetryable(scan) && <Retry scan={scan} />}
        {!isOpen && scan.progress.resources_found > 0 && (
          <Link className="btn btn-primary" href="/resources">
            View resources
          </Link>
        )}
      </header>
      {scan.parent_id && (
        <p className="mb-3.5 text-ink-2">
          This is a part of{" "}
          <Link href={`/scans/${scan.parent_id}`}>the scan of {scan.connection_name ?? "an organisation"}</Link>.
        </p>
      )}
      {scan.retry_of && (
        <p className="mb-3.5 text-ink-2">
          This scan repeats what failed in <Link href={`/scans/${scan.retry_of}`}>an earlier one</Link>.
        </p>
      )}
    </>
  )
}

/** A connection still has its credentials; keys that were given once are asked for again. */
function Retry({ scan }: { scan: ScanJson }) {
  if (scan.connection_id) return <RetryButton scanId={scan.scan_id} />
  return scan.is_organisation || scan.connection_name ? null : <ConnectButton retry={retryOf(scan)} />
}

const unread = (scan: ScanJson) => scan.slices.filter(({ state }) => state !== "done").length

const isRetryable = (scan: ScanJson) =>
  unread(scan) > 0 || scan.failure !== null || (scan.is_organisation && scan.state !== "success")

const retryOf = (scan: ScanJson): RetryOf => ({
  scanId: scan.scan_id,
  accountId: scan.account_id,
  region: scan.home_region,
  slices: unread(scan),
})

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
