import Link from "next/link"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount } from "@/app/_ui/format"
import type { ScanView } from "@/lib/scans/get"
import { toProgress } from "@/lib/scans/outcome"

/** The way back to scans that are under way. */
export function RunningScans({ scans }: { scans: ScanView[] }) {
  return scans.map((scan) => {
    const progress = toProgress(scan)
    return (
      <Link
        key={scan.scan_id}
        href={`/scans/${scan.scan_id}`}
        className="panel mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-ink no-underline hover:bg-sunken"
      >
        <ScanChip state={scan.state} />
        <span>
          Scan of {scan.account_id ?? "an account"}: {formatCount(progress.resources_found)} found,{" "}
          {progress.slices_done} of {progress.slices_total} slices done
        </span>
        <span className="ml-auto text-link">Watch it</span>
      </Link>
    )
  })
}
