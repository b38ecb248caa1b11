"use client"

import { useSyncExternalStore } from "react"
import { formatAge, formatExact, formatShort } from "@/app/_ui/format"

const MINUTE_MS = 60_000
const subscribe = (notify: () => void) => {
  const timer = setInterval(notify, MINUTE_MS)
  return () => clearInterval(timer)
}
// The time in whole minutes, so that all renders within a minute read the same value.
const thisMinute = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS + MINUTE_MS / 2

const local = () => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" })

/**
 * The age of a time (`4 min`); on hover, the exact time in the person's own zone. It is written only then: a page has
 * dozens of times, and the server does not know the zone.
 */
export function RelativeTime({ at, suffix = "" }: { at: string; suffix?: string }) {
  const now = useSyncExternalStore(subscribe, thisMinute, thisMinute)
  const explain = (event: { currentTarget: HTMLElement }) => {
    event.currentTarget.title = local().format(new Date(at))
  }
  return (
    <time dateTime={at} onPointerEnter={explain} suppressHydrationWarning>
      {`${formatAge(Math.max(0, now - Date.parse(at)))}${suffix}`}
    </time>
  )
}

const never = () => () => {}

const short = () => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" })

/** A date and a time to the minute in the person's own zone; in UTC on the server. */
export function ShortTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => short().format(new Date(at)),
    () => formatShort(at),
  )
  return <time dateTime={at}>{text}</time>
}

/** An exact time in the person's own zone; in UTC until the browser, which knows the zone, has taken over. */
export function ExactTime({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => local().format(new Date(at)),
    () => formatExact(at),
  )
  return <time dateTime={at}>{text}</time>
}
