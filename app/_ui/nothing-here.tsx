import { EmptyState } from "@/app/_ui/empty-state"
import { Link } from "@/app/_ui/link"

/** What stands at an address that leads to nothing. */
export const NothingHere = () => (
  <EmptyState isPage title="There is nothing here" text="The address is wrong, or what was here is gone.">
    <Link className="btn" href="/resources">
      Go to resources
    </Link>
  </EmptyState>
)
