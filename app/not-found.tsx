import Link from "next/link"
import { EmptyState } from "@/app/_ui/empty-state"

export default function NotFound() {
  return (
    <main className="mx-auto max-w-xl p-6">
      <EmptyState title="There is nothing here" text="The address is wrong, or what was here is gone.">
        <Link className="btn" href="/resources">
          Go to resources
        </Link>
      </EmptyState>
    </main>
  )
}
