"use client"

import { useEffect, useState } from "react"
import { isElsewhere } from "@/app/_ui/keys"
import { lazily } from "@/app/_ui/lazily"

const KeysDialog = lazily(() =>
  import("@/app/(console)/resources/_table/keys-dialog").then((module) => module.KeysDialog),
)

/** The `?` key shows which keys there are. */
export function KeysHelp() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "?" && !isElsewhere(event)) setOpen(true)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
  return isOpen ? <KeysDialog onClose={() => setOpen(false)} /> : null
}
