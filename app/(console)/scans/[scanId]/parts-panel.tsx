import { Account } from "@/app/_ui/account"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import type { ScanSummary } from "@/lib/scans/read/view"

const RANK: Record<string, number> = { failed: 0, partial: 1, running: 2, queued: 3, cancelled: 4, success: 5 }

/** The parts of an organisation's scan, one for each account; trouble first, with its reason. */
export function PartsPanel({ parts, isOpen }: { parts: readonly ScanSummary[]; isOpen: boolean }) {
  const sorted = parts.toSorted((a, b) => (RANK[a.state] ?? 0) - (RANK[b.state] ?? 0))
  return (
    <section aria-labelledby="accounts" className="panel mb-3.5">
      <h2 id="accounts" className="border-b border-line px-3.5 py-2.5 font-semibold">
        Accounts
      </h2>
      {parts.length === 0 && (
        <p className="px-3.5 py-3 text-ink-2">
          {isOpen ? "Listing the organisation's accounts…" : "No account was scanned."}
        </p>
      )}
      <ul>
        {sorted.map(({ scan_id, account_id, state, counts, failure, slice_errors }) => (
          <li
            key={scan_id}
            className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line px-3.5 py-1.5 last:border-0"
          >
            <span className="w-24">
              <ScanChip state={state} />
            </span>
            <Link className="min-w-32 leading-6 font-medium text-ink" href={`/scans/${scan_id}`}>
              <Account id={account_id ?? ""} />
            </Link>
            <span className="min-w-0 flex-1 break-words text-ink-2 max-md:order-last max-md:basis-full">
              {failure?.message ?? slice_errors[0]?.message}
            </span>
            <span className="text-ink-2">
              {formatCount(counts.found)} found, {counts.slices_done} of {counts.slices_total} slices
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
