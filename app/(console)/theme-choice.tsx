"use client"

import { useEffect, useState } from "react"
import { chooseTheme, readTheme, type Theme } from "@/app/_ui/theme"

const NEXT: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" }

/** Changes the theme on this device: as the system has it, light, dark. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>("system")
  // The palette can change it as well.
  useEffect(() => {
    const root = document.documentElement
    const read = () => setTheme(readTheme(root.dataset.theme))
    read()
    const observer = new MutationObserver(read)
    observer.observe(root, { attributeFilter: ["data-theme"] })
    return () => observer.disconnect()
  }, [])
  return (
    <button
      type="button"
      className="-ml-1 block rounded-sm px-1 py-0.5 text-ink-2 hover:underline max-md:hidden"
      onClick={() => chooseTheme(NEXT[theme])}
    >
      Theme: {theme}
    </button>
  )
}
