"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

const RUNNING_MS = 4_000
const IDLE_MS = 30_000

/** Loads the page's data anew: while a scan runs, what it finds shows as it is found; else, to see one begin. */
export function Live({ isRunning }: { isRunning: boolean }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(
      () => document.visibilityState === "visible" && router.refresh(),
      isRunning ? RUNNING_MS : IDLE_MS,
    )
    return () => clearInterval(timer)
  }, [router, isRunning])
  if (!isRunning) return null
  return (
    <span className="dot tone-info" role="status">
      live
    </span>
  )
}
