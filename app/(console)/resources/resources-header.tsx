import type { ReactNode } from "react"
import { Chip } from "@/app/_ui/chip"
import { formatCount, formatExact, plural } from "@/app/_ui/format"
import type { InventorySummary } from "@/lib/inventory/read/facets"

/** What the inventory holds, and how much of it could not be verified. */
export function ResourcesHeader({ summary, children }: { summary: InventorySummary; children: ReactNode }) {
  const { resources, accounts, regions, unverifiedSince, unverifiedSlices } = summary
  return (
    <header className="mb-3.5 flex flex-wrap items-center gap-x-3.5 gap-y-2">
      <h1 className="text-xl font-semibold">Resources</h1>
      {resources > 0 && (
        <span className="text-ink-3">
          {formatCount(resources)} in {plural(accounts, "account")}, {plural(regions, "region")}
        </span>
      )}
      {unverifiedSince && (
        <Chip
          tone="warn"
          title={`Since ${formatExact(unverifiedSince)}. Their last known resources stay in the table.`}
        >
          {`${plural(unverifiedSlices, "slice")} unverified`}
        </Chip>
      )}
      <span className="flex-1" />
      {children}
    </header>
  )
}
