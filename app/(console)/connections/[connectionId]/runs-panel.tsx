import type { ReactNode } from "react"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { Live } from "@/app/(console)/_time/live"
import type { DiscoveryView } from "@/lib/connections/organisation/organisation"
import type { ScanSummary } from "@/lib/scans/read/view"

interface RunsProps {
  scans: ScanSummary[]
  discoveries: DiscoveryView[]
  isRunning: boolean
}

/** The last scans of a connection, and the last discoveries of its organisation. */
export function RunsPanel({ scans, discoveries, isRunning }: RunsProps) {
  return (
    <section className="panel min-w-0">
      <header className="flex items-center gap-3 border-b border-line px-3.5 py-2.5">
        <h2 className="font-semibold">Runs</h2>
        <Live isRunning={isRunning} />
      </header>
      {scans.length === 0 && <p className="px-3.5 py-3 text-ink-2">It was not scanned yet.</p>}
      <ul>
        {scans.map(({ scan_id, counts, ...scan }) => (
          <Run key={scan_id} run={scan} href={`/scans/${scan_id}`}>
            {formatCount(counts.found)} found, {formatCount(counts.changed)} changed
          </Run>
        ))}
        {discoveries.map(({ discovery_id, accounts_found, ...discovery }) => (
          <Run key={discovery_id} run={discovery} href={`/connections/discoveries/${discovery_id}`}>
            {formatCount(accounts_found)} accounts discovered
          </Run>
        ))}
      </ul>
    </section>
  )
}

interface RunProps {
  run: Pick<ScanSummary, "state" | "requested_by" | "created_at">
  href: string
  children: ReactNode
}

const Run = ({ run: { state, requested_by, created_at }, href, children }: RunProps) => (
  <li className="flex flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-2 last:border-0">
    <ScanChip state={state} />
    <Link className="leading-6" href={href}>
      {children}
    </Link>
    <span className="ml-auto text-ink-2">
      {requested_by}, <RelativeTime at={created_at} suffix=" ago" />
    </span>
  </li>
)
