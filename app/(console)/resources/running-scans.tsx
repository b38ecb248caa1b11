import Link from "next/link"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount } from "@/app/_ui/format"
import { ScanTitle } from "@/app/(console)/scans/scan-title"
import type { ScanSummary } from "@/lib/scans/read/view"

/** Links to the scans that are under way. */
export function RunningScans({ scans }: { scans: ScanSummary[] }) {
  return scans.map(({ scan_id, state, counts, ...scan }) => (
    <Link
      key={scan_id}
      href={`/scans/${scan_id}`}
      className="panel mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-ink no-underline hover:bg-sunken"
    >
      <ScanChip state={state} />
      <span>
        Scan of <ScanTitle scan={scan} />: {formatCount(counts.found)} found, {counts.slices_done} of{" "}
        {counts.slices_total} slices done
      </span>
      <span className="ml-auto text-link">Watch it</span>
    </Link>
  ))
}
