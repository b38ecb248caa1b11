"use client"

import { useSearchParams } from "next/navigation"
import { useState } from "react"
import { CloudIcon } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import type { RetryOf } from "@/app/(console)/resources/use-connect"
import type { Bundle } from "@/lib/aws/resource-types/choices"

const ConnectDialog = lazily(() =>
  import("@/app/(console)/resources/connect-dialog").then((module) => module.ConnectDialog),
)

export const titleOf = (retry: RetryOf | undefined): string => (retry ? "Retry what failed" : "Connect to AWS")

/**
 * The button. Its dialog is loaded when it is first pressed, or when the address asks for it.
 * @param retry asks only for the keys of a scan to retry.
 */
export function ConnectButton({ bundles = [], retry }: { bundles?: readonly Bundle[]; retry?: RetryOf }) {
  const isAsked = useSearchParams().has("connect")
  /** Null until it was opened. */
  const [isOpen, setOpen] = useState<boolean | null>(isAsked && !retry ? true : null)
  return (
    <>
      <button type="button" className={retry ? "btn" : "btn btn-primary"} onClick={() => setOpen(true)}>
        {!retry && <CloudIcon />}
        {titleOf(retry)}
      </button>
      {isOpen !== null && <ConnectDialog bundles={bundles} retry={retry} isOpen={isOpen} onOpenChange={setOpen} />}
    </>
  )
}
