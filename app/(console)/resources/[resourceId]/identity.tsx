import { ExactTime, RelativeTime } from "@/app/_ui/time"
import { Panel, Properties } from "@/app/(console)/resources/[resourceId]/properties"
import { factColumns } from "@/lib/aws/resource"
import type { ResourceView } from "@/lib/inventory/read/list"
import type { Relation } from "@/lib/inventory/read/relations"

/** These are already in the page's header. */
const IN_HEADER = new Set<string>(["name", "status"])

interface IdentityProps {
  resource: ResourceView
  relations: readonly Relation[]
  /** The moment that is shown; null for now. */
  asOf: string | null
}

/** The facts that all types share, and when the resource was seen. */
export function Identity({ resource, relations, asOf }: IdentityProps) {
  const { resource_id, account_id, region } = resource
  const facts = factColumns.flatMap(({ column }) =>
    IN_HEADER.has(column) ? [] : [[column, resource[column]] as const],
  )
  return (
    <Panel title="Identity and network">
      <Properties
        values={{ resource_id, account_id, region, ...Object.fromEntries(facts) }}
        relations={relations}
        asOf={asOf}
      />
      <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] border-t border-line px-3.5 py-1">
        <Seen label="First seen" at={resource.first_seen_at} />
        <Seen label="Last seen" at={resource.last_seen_at} />
        <Seen label="Last changed" at={resource.last_changed_at} />
        {resource.removed_at && <Seen label="Removed" at={resource.removed_at} />}
      </dl>
    </Panel>
  )
}

function Seen({ label, at }: { label: string; at: string }) {
  return (
    <>
      <dt className="py-1.5 text-ink-3">{label}</dt>
      <dd className="py-1.5">
        <ExactTime at={at} />{" "}
        <span className="text-ink-3">
          <RelativeTime at={at} suffix=" ago" />
        </span>
      </dd>
    </>
  )
}
