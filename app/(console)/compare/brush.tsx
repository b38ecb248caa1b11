"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react"

const DAY_MS = 86_400_000
/** After the last key, so that ten presses are one question. */
const SETTLE_MS = 500

interface BrushProps {
  /** The days of the chart, `2026-11-28`, one after another. */
  days: readonly string[]
  /** The chosen range, as days; `to` is its last day. */
  from: string
  to: string
}

/**
 * Chooses a range of days over a chart: by dragging over it, by dragging an end, or with the arrow keys on an end. The
 * range is whole days of UTC, as the chart's are.
 */
export function Brush({ days, from, to }: BrushProps) {
  const [[first, last], setRange] = useRange(days, from, to)
  const dragging = useDragging(days.length, [first, last], setRange)
  return (
    <div className="absolute inset-0 cursor-crosshair touch-none" {...dragging}>
      <div
        className="absolute inset-y-0 border-x-2 border-info bg-info/10"
        style={{ left: `${(first / days.length) * 100}%`, width: `${((last + 1 - first) / days.length) * 100}%` }}
      />
      <End
        label="First day"
        days={days}
        value={first}
        place={first}
        height="top-1/3"
        onMove={(day) => setRange([clamp(Math.min(day, last), days.length), last], true)}
      />
      <End
        label="Last day"
        days={days}
        value={last}
        place={last + 1}
        height="top-2/3"
        onMove={(day) => setRange([first, clamp(Math.max(day, first), days.length)], true)}
      />
    </div>
  )
}

/** Near an end, that end is dragged; elsewhere a new range begins. */
function useDragging(count: number, range: Range, setRange: (range: Range, isDone: boolean) => void) {
  /** The day at which the other end stays; null while nothing is dragged. */
  const fixed = useRef<number | null>(null)
  const before = useRef(range)
  const dayAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * count), count)
  }
  const stretch = (day: number) => {
    if (fixed.current !== null) setRange([Math.min(fixed.current, day), Math.max(fixed.current, day)], false)
  }
  const end = () => {
    if (fixed.current !== null) setRange(range, true)
    fixed.current = null
  }
  const cancel = () => {
    if (fixed.current !== null) setRange(before.current, false)
    fixed.current = null
  }
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const day = dayAt(event)
      before.current = range
      fixed.current = Math.abs(day - range[0]) <= 1 ? range[1] : Math.abs(day - range[1]) <= 1 ? range[0] : day
      event.currentTarget.setPointerCapture(event.pointerId)
      stretch(day)
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => stretch(dayAt(event)),
    onPointerUp: end,
    onPointerCancel: cancel,
  }
}

const clamp = (day: number, count: number) => Math.max(0, Math.min(count - 1, day))

interface EndProps {
  label: string
  days: readonly string[]
  value: number
  /** Where it stands, in days from the left. */
  place: number
  /** How high it stands: over a single day, one end must not cover the other. */
  height: "top-1/3" | "top-2/3"
  onMove: (day: number) => void
}

function End({ label, days, value, place, height, onMove }: EndProps) {
  const press = (event: KeyboardEvent) => {
    const to = {
      ArrowLeft: value - 1,
      ArrowDown: value - 1,
      ArrowRight: value + 1,
      ArrowUp: value + 1,
      PageDown: value - 7,
      PageUp: value + 7,
      Home: 0,
      End: days.length - 1,
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    onMove(to)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={days.length - 1}
      aria-valuenow={value}
      aria-valuetext={days[value]}
      className={`absolute grid size-6 -translate-x-1/2 -translate-y-1/2 cursor-ew-resize place-items-center rounded-sm ${height}`}
      style={{ left: `${(place / days.length) * 100}%` }}
      onKeyDown={press}
    >
      <span className="h-5 w-3 rounded-sm border-2 border-info bg-panel" />
    </div>
  )
}

type Range = readonly [first: number, last: number]

/** The range at once on the screen, and in the address when it has settled. */
function useRange(days: readonly string[], from: string, to: string) {
  const router = useRouter()
  const params = useSearchParams()
  const given: Range = [indexOf(days, from), indexOf(days, to)]
  const [range, setShown] = useState<Range>(given)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => setShown([indexOf(days, from), indexOf(days, to)]), [days, from, to])
  useEffect(() => () => clearTimeout(timer.current), [])
  const set = (next: Range, isDone: boolean) => {
    setShown(next)
    clearTimeout(timer.current)
    if (!isDone) return
    timer.current = setTimeout(() => {
      const search = new URLSearchParams(params)
      for (const name of ["cursor", "preset"]) search.delete(name)
      // An end that did not move stays the moment that it was: it need not be that of a day.
      if (next[0] !== given[0] || !search.has("from")) {
        search.set("from", new Date(days[next[0]] ?? from).toISOString())
      }
      if (next[1] !== given[1]) {
        // Up to the last day's end; of today, up to now.
        const end = Date.parse(days[next[1]] ?? to) + DAY_MS
        if (end < Date.now()) search.set("to", new Date(end).toISOString())
        else search.delete("to")
      }
      router.push(`/compare?${search}`, { scroll: false })
    }, SETTLE_MS)
  }
  return [range, set] as const
}

/** A day before the chart's first one is its first one. */
const indexOf = (days: readonly string[], day: string): number => {
  const at = days.findIndex((one) => one >= day)
  return at < 0 ? days.length - 1 : at
}
