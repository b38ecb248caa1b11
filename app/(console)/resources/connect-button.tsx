"use client"

import { useSearchParams } from "next/navigation"
import { useState } from "react"
import { CloudIcon } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import type { RetryOf } from "@/app/(console)/resources/use-connect"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"

const ConnectDialog = lazily(() =>
  import("@/app/(console)/resources/connect-dialog").then((module) => module.ConnectDialog),
)

export const titleOf = (retry: RetryOf | undefined): string => (retry ? "Retry what failed" : "Connect to AWS")

/** The button; its dialog is loaded when it is first pressed, or when the address asks for it. @param retry asks only for the keys of a scan to retry. */
export function ConnectButton({ types, retry }: { types: TypeLabel[]; retry?: RetryOf }) {
  const isAsked = useSearchParams().has("connect")
  const [openings, setOpenings] = useState(isAsked && !retry ? 1 : 0)
  return (
    <>
      <button type="button" className={retry ? "btn" : "btn btn-primary"} onClick={() => setOpenings(openings + 1)}>
        {!retry && <CloudIcon />}
        {titleOf(retry)}
      </button>
      {openings > 0 && <ConnectDialog types={types} retry={retry} openings={openings} />}
    </>
  )
}
