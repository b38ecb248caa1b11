"use client"

import { useEffect, useState } from "react"
import { lazily } from "@/app/_ui/lazily"

const PaletteDialog = lazily(() => import("@/app/(console)/palette-dialog").then((module) => module.PaletteDialog))

/** Ctrl-K (or ⌘K) opens the palette from every page. */
export function Palette() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen((open) => !open)
    }
    window.addEventListener("keydown", press)
    return () => window.removeEventListener("keydown", press)
  }, [])
  return isOpen ? <PaletteDialog onClose={() => setOpen(false)} /> : null
}
