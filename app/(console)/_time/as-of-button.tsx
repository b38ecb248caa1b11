"use client"

import { useState } from "react"
import { lazily } from "@/app/_ui/lazily"
import { ShortTime } from "@/app/_ui/time"

const AsOfDialog = lazily(() => import("@/app/(console)/_time/as-of-dialog").then((module) => module.AsOfDialog))

/** The moment that the page shows, and the dialog that chooses another. @param since the first one that is known. */
export function AsOfButton({ asOf, since }: { asOf: string | null; since: string | null }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        className={`btn ${asOf ? "border-info bg-info-soft text-info" : ""}`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className="sr-only">Shown moment: </span>
        {asOf ? <ShortTime at={asOf} /> : "Now"} <span aria-hidden="true">▾</span>
      </button>
      {isOpen && <AsOfDialog asOf={asOf} since={since} onClose={() => setOpen(false)} />}
    </>
  )
}
