"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

const RUNNING_MS = 4_000
const IDLE_MS = 30_000

interface LiveProps {
  isRunning: boolean
  /** Whether something may begin while the page is shown. What has ended for good is not asked about again. */
  mayBegin?: boolean
}

/**
 * Loads the page's data again: while a scan runs, what it finds shows as it is found; else, to see one begin. One on a
 * page is enough, since it loads all of it.
 */
export function Live({ isRunning, mayBegin = true }: LiveProps) {
  const router = useRouter()
  const everyMs = isRunning ? RUNNING_MS : mayBegin ? IDLE_MS : null
  useEffect(() => {
    if (everyMs === null) return
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
  if (!isRunning) return null
  return (
    <span className="dot tone-info" role="status">
      live
    </span>
  )
}
