"use client"

import { useEffect, useState } from "react"
import { lazily } from "@/app/_ui/lazily"

const KeysDialog = lazily(() =>
  import("@/app/(console)/resources/_table/keys-dialog").then((module) => module.KeysDialog),
)

/** The `?` key shows which keys there are. */
export function KeysHelp() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isTyping = (event.target as HTMLElement).closest("input:not([type=checkbox]), textarea, select")
      if (event.key === "?" && !isTyping) setOpen(true)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
  return isOpen ? <KeysDialog onClose={() => setOpen(false)} /> : null
}
