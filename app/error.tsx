"use client"

import { EmptyState } from "@/app/_ui/empty-state"

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto max-w-xl p-6">
      <EmptyState
        title="This page could not be shown"
        text={`The server failed; its log says why${error.digest ? ` (${error.digest})` : ""}. Nothing was lost.`}
      >
        <button type="button" className="btn" onClick={reset}>
          Try again
        </button>
      </EmptyState>
    </main>
  )
}
