"use client"

import { useEffect, useState } from "react"
import { chooseTheme, readTheme, type Theme } from "@/app/_ui/theme"

const LABELS: Record<Theme, string> = { system: "System theme", light: "Light theme", dark: "Dark theme" }

/** Chooses the theme on this device. */
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
    <select
      aria-label="Theme"
      className="-ml-1 rounded-sm border-0 bg-transparent py-0.5 text-ink-2 max-md:hidden"
      value={theme}
      onChange={(event) => chooseTheme(event.target.value as Theme)}
    >
      {Object.entries(LABELS).map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
