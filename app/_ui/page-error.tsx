"use client"

import { useRouter } from "next/navigation"
import { startTransition } from "react"
import { EmptyState } from "@/app/_ui/empty-state"

/** What stands in the place of a page that could not be rendered. The navigation around it stays. */
export function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter()
  // What failed was rendered by the server, so the server must be asked again.
  const retry = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  return (
    <EmptyState
      isPage
      title="This page could not be shown"
      text={`The server failed; its log says why${error.digest ? ` (${error.digest})` : ""}. Nothing was lost.`}
    >
      <button type="button" className="btn" onClick={retry}>
        Try again
      </button>
    </EmptyState>
  )
}
