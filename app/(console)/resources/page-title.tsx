import { Chip } from "@/app/_ui/chip"
import { formatCount, formatExact, plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import type { InventorySummary } from "@/lib/inventory/read/facets"

/** What the inventory holds, and how much of it could not be verified. */
export function PageTitle({ summary, isPast }: { summary: InventorySummary; isPast: boolean }) {
  const { resources, accounts, regions, unverifiedSince, unverifiedSlices } = summary
  return (
    <>
      <h1 className="text-xl font-semibold">Resources</h1>
      {resources > 0 && (
        <span className="text-ink-3">
          {formatCount(resources)} {isPast && "now "}in {plural(accounts, "account")}, {plural(regions, "region")}
        </span>
      )}
      {unverifiedSince && (
        <Link href="/resources?q=is:unverified" className="no-underline">
          <Chip
            tone="warn"
            title={`Since ${formatExact(unverifiedSince)}. Their last known resources stay in the table.`}
          >
            {`${plural(unverifiedSlices, "slice")} unverified`}
          </Chip>
        </Link>
      )}
    </>
  )
}
