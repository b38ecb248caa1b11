"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { type FormEvent, useState, useSyncExternalStore } from "react"
import { ShortTime } from "@/app/_ui/time"
import { toLocalInput } from "@/app/(console)/_time/local-input"
import { type Preset, presets, SINCE_SCAN } from "@/app/(console)/_time/presets"

interface RangeFormProps {
  from: string
  /** Null for now. */
  to: string | null
  /** The preset that the range comes from; null for moments of one's own. */
  preset: Preset | null
  /** Whether a scan has ended, whose start can be compared with. */
  hasScan: boolean
  /** The first moment that is known; null if none is. */
  since: string | null
}

/** The two moments: presets, or any date and time. */
export function RangeForm({ from, to, preset: chosen, hasScan, since }: RangeFormProps) {
  const router = useRouter()
  const params = useSearchParams()
  // A range is either two moments, or a preset that means another moment each day: never both.
  const go = (range: { from: string; to: string | null } | { preset: Preset }) => {
    const next = new URLSearchParams(params)
    for (const name of ["cursor", "from", "to", "preset"]) next.delete(name)
    for (const [name, value] of Object.entries(range)) if (value) next.set(name, value)
    router.push(`/compare?${next}`)
  }
  const choices = [...presets, ...(hasScan ? [{ key: SINCE_SCAN, label: "since the last scan" } as const] : [])]
  return (
    <div className="panel mb-3 flex flex-wrap items-center gap-x-2.5 gap-y-2 px-3 py-2.5">
      <Moments
        key={`${from} ${to}`}
        from={from}
        to={to}
        onChoose={(first, second) => go({ from: first, to: second })}
      />
      <fieldset className="flex flex-wrap max-md:gap-1.5">
        <legend className="sr-only">Presets</legend>
        {choices.map(({ key, label }) => (
          <button
            key={key}
            type="button"
            aria-pressed={chosen === key}
            className={`btn md:rounded-none md:first-of-type:rounded-l-sm md:last:rounded-r-sm md:not-first-of-type:-ml-px ${chosen === key ? "z-1 border-info bg-info-soft text-info" : ""}`}
            onClick={() => go({ preset: key })}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {since && (
        <span className="text-s text-ink-3">
          known since <ShortTime at={since} />
        </span>
      )}
    </div>
  )
}

interface MomentsProps extends Pick<RangeFormProps, "from" | "to"> {
  onChoose: (from: string, to: string | null) => void
}

function Moments({ from, to, onChoose }: MomentsProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [first, second] = [new Date(String(form.get("from"))), new Date(String(form.get("to") || new Date()))]
    if (Number.isNaN(first.getTime()) || Number.isNaN(second.getTime())) return setProblem("Give a date and a time.")
    if (first > second) return setProblem("The first moment must be the earlier one.")
    if (second.getTime() > Date.now()) return setProblem("Choose moments of the past.")
    setProblem(null)
    onChoose(first.toISOString(), form.get("to") ? second.toISOString() : null)
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-center gap-x-2.5 gap-y-2">
      <MomentField label="From" name="from" value={from} isRequired />
      <MomentField label="to" name="to" value={to} />
      {!to && <span className="text-s text-ink-3">empty: now</span>}
      <button type="submit" className="btn">
        Compare
      </button>
      {problem && (
        <p role="alert" className="w-full text-bad">
          {problem}
        </p>
      )}
    </form>
  )
}

interface MomentFieldProps {
  label: string
  name: string
  value: string | null
  isRequired?: boolean
}

/** The browser knows the person's zone, the server does not: its text is replaced. */
function MomentField({ label, name, value, isRequired = false }: MomentFieldProps) {
  const text = useSyncExternalStore(
    () => () => {},
    () => (value ? toLocalInput(value) : ""),
    () => "",
  )
  return (
    <label className="flex items-center gap-2 text-ink-2">
      {label}
      <input
        key={text}
        type="datetime-local"
        name={name}
        step="1"
        required={isRequired}
        defaultValue={text}
        className="field w-auto"
      />
    </label>
  )
}
