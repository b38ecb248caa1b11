"use client"

import { useSyncExternalStore } from "react"
import { formatAge, formatExact, formatShort, formatTime } from "@/app/_ui/format"

const MINUTE_MS = 60_000

const listeners = new Set<() => void>()
let ticker: ReturnType<typeof setInterval> | undefined

/** One timer for all the times of a page: a list has a hundred and fifty. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  ticker ??= setInterval(() => {
    for (const notify of listeners) notify()
  }, MINUTE_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(ticker)
    ticker = undefined
  }
}

// The time in whole minutes, so that all renders within a minute read the same value.
const thisMinute = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS / 2

const local = () => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" })

/**
 * The age of a time (`4 min`); on hover, the exact time in the person's own zone. It is written only then: a page has
 * dozens of times, and the server does not know the zone.
 * @param at ISO 8601. A text that is no time is shown as it is.
 */
export function RelativeTime({ at, suffix = "" }: { at: string; suffix?: string }) {
  const now = useSyncExternalStore(subscribe, thisMinute, thisMinute)
  const time = Date.parse(at)
  if (Number.isNaN(time)) return at
  const explain = (event: { currentTarget: HTMLElement }) => {
    event.currentTarget.title = formatTime(at, local())
  }
  return (
    <time dateTime={at} onPointerEnter={explain} suppressHydrationWarning>
      {`${formatAge(Math.max(0, now - time))}${suffix}`}
    </time>
  )
}

const never = () => () => {}

const short = () => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })

/** A date and a time to the minute in the person's own zone; in UTC on the server. */
export function ShortTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => formatTime(at, short()),
    () => formatShort(at),
  )
  return <time dateTime={at}>{text}</time>
}

/** An exact time in the person's own zone; in UTC until the browser, which knows the zone, has taken over. */
export function ExactTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => formatTime(at, local()),
    () => formatExact(at),
  )
  return <time dateTime={at}>{text}</time>
}
