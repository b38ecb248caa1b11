"use client"

import { useState, useTransition } from "react"
import { unanswered } from "@/app/_ui/unanswered"
import { reveal } from "@/app/(console)/resources/actions"

interface SealedProps {
  resourceRowId: string
  label: string
  /** Null if the names could never be read. */
  names: string[] | null
  canReveal: boolean
  /** Whether values are stored for this resource. */
  isKept: boolean
}

/** Shows the names at once, and the values only when an administrator asks for them. */
export function SealedPanel({ resourceRowId, label, names, canReveal, isKept }: SealedProps) {
  const [values, setValues] = useState<Record<string, string> | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isPending, startTransition] = useTransition()
  if (names?.length === 0) return null
  const mayReveal = canReveal && isKept && names !== null

  const toggle = () =>
    startTransition(async () => {
      if (values) return setValues(null)
      const result = await reveal(resourceRowId).catch(unanswered)
      if (result.ok) setValues(result.value)
      setProblem(result.ok ? null : result.message)
    })

  return (
    <section className="panel min-w-0">
      <h2 className="flex items-center border-b border-line px-3.5 py-2.5 font-semibold">
        {label} ({names?.length ?? "unknown"})
        {mayReveal && (
          <button type="button" className="ml-auto font-medium text-link" onClick={toggle} disabled={isPending}>
            {values ? "Hide values" : "Reveal values"}
          </button>
        )}
      </h2>
      {problem && (
        <p role="alert" className="px-3.5 pt-2 text-bad">
          {problem}
        </p>
      )}
      {names ? <Values names={names} values={values} /> : <Unknown label={label} />}
      {mayReveal && (
        <p className="border-t border-line px-3.5 py-2 text-s text-ink-3">
          Values are stored encrypted. The audit log records who reveals them.
        </p>
      )}
    </section>
  )
}

function Values({ names, values }: { names: string[]; values: Record<string, string> | null }) {
  return (
    <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] px-3.5 py-1 font-mono text-s">
      {names.map((name) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid border-b border-line py-1.5 last:border-0">
          <dt className="pr-3 break-words text-ink-3">{name}</dt>
          <dd className="break-all">{values?.[name] ?? "••••"}</dd>
        </div>
      ))}
    </dl>
  )
}

const Unknown = ({ label }: { label: string }) => (
  <p className="px-3.5 py-3 text-warn">The {label.toLowerCase()} could not be read. It is unknown, not empty.</p>
)
