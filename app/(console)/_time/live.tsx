"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

const EVERY_MS = 4_000

/** Loads the page's data anew every few seconds: while a scan runs, what it finds shows as it is found. */
export function Live() {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), EVERY_MS)
    return () => clearInterval(timer)
  }, [router])
  return (
    <span className="dot tone-info" role="status">
      live
    </span>
  )
}
