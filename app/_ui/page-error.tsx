"use client"

import { EmptyState } from "@/app/_ui/empty-state"

/** What stands in the place of a page that could not be rendered. The navigation around it stays. */
export function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <EmptyState
      title="This page could not be shown"
      text={`The server failed; its log says why${error.digest ? ` (${error.digest})` : ""}. Nothing was lost.`}
    >
      <button type="button" className="btn" onClick={reset}>
        Try again
      </button>
    </EmptyState>
  )
}
