"use client"

import { usePathname, useSearchParams } from "next/navigation"
import { useEffect, useState } from "react"

/** After this, a page that did not come is no longer on its way. */
const GIVE_UP_MS = 15_000

/** A bar at the top of the window while a page is on its way: until it is there, the old one stays. */
export function PendingBar() {
  const here = `${usePathname()}?${useSearchParams()}`
  /** Where a link was pressed. */
  const [from, setFrom] = useState<string | null>(null)
  useEffect(() => {
    const press = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.("a[href]")
      const href = link?.getAttribute("href") ?? ""
      // The router takes what the browser is kept from following.
      if (!event.defaultPrevented || !/^[/?]/.test(href)) return
      const to = new URL(href, window.location.href)
      if (to.pathname + to.search !== window.location.pathname + window.location.search) setFrom(here)
    }
    document.addEventListener("click", press)
    return () => document.removeEventListener("click", press)
  }, [here])
  useEffect(() => {
    if (from === null) return
    const timer = setTimeout(() => setFrom(null), GIVE_UP_MS)
    return () => clearTimeout(timer)
  }, [from])
  return (
    <div role="status" className="contents">
      {from === here && (
        <span className="pending-bar">
          <span className="sr-only">Loading…</span>
        </span>
      )}
    </div>
  )
}
