"use client"

import { useSyncExternalStore } from "react"
import { formatAge, formatExact } from "@/app/_ui/format"

const MINUTE_MS = 60_000
const subscribe = (notify: () => void) => {
  const timer = setInterval(notify, MINUTE_MS)
  return () => clearInterval(timer)
}
// The time in whole minutes, so that all renders within a minute read the same value.
const thisMinute = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS / 2

/** The age of a time (`4 min`), with the exact time on hover. */
export function RelativeTime({ at, suffix = "" }: { at: string; suffix?: string }) {
  const now = useSyncExternalStore(subscribe, thisMinute, thisMinute)
  return (
    <time dateTime={at} title={formatExact(at)} suppressHydrationWarning>
      {formatAge(Math.max(0, now - Date.parse(at)))}
      {suffix}
    </time>
  )
}
