import { EmptyState } from "@/app/_ui/empty-state"
import { plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"

const FIRST_STEPS =
  "Connect to an AWS account with read-only keys. A scan finds its instances, databases, functions, buckets, load " +
  "balancers and networks, and they appear here."

/** The inventory holds nothing now: before the first scan, or after everything was removed. */
export function NothingYet({ removed }: { removed: number }) {
  if (removed > 0) {
    return (
      <EmptyState title="Nothing is left" text="The last scans found none of the resources that were known before.">
        <Link className="btn" href="/resources?q=is:removed">
          Show {plural(removed, "removed resource")}
        </Link>
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No resources yet" text={FIRST_STEPS}>
      <a className="btn" href="/api/aws/iam-policy?resource_types=recommended" target="_blank" rel="noreferrer">
        See the needed permissions
      </a>
    </EmptyState>
  )
}
