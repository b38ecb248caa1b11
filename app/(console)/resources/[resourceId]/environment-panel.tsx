"use client"

import { useState, useTransition } from "react"
import { reveal } from "@/app/(console)/resources/actions"

interface EnvironmentProps {
  resourceRowId: string
  names: string[]
  canReveal: boolean
}

/** A function's environment: names at once, values sealed until an administrator asks for them. */
export function EnvironmentPanel({ resourceRowId, names, canReveal }: EnvironmentProps) {
  const [values, setValues] = useState<Record<string, string> | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isPending, startTransition] = useTransition()

  const toggle = () =>
    startTransition(async () => {
      if (values) return setValues(null)
      const result = await reveal(resourceRowId)
      if (result.ok) setValues(result.value)
      setProblem(result.ok ? null : result.message)
    })

  return (
    <section className="panel min-w-0">
      <h2 className="flex items-center border-b border-line px-3.5 py-2.5 font-semibold">
        Environment ({names.length})
        {canReveal && (
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
      <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] px-3.5 py-1 font-mono text-s">
        {names.map((name) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid border-b border-line py-1.5 last:border-0">
            <dt className="pr-3 break-words text-ink-3">{name}</dt>
            <dd className="break-all">{values?.[name] ?? "••••"}</dd>
          </div>
        ))}
      </dl>
      {canReveal && (
        <p className="border-t border-line px-3.5 py-2 text-s text-ink-3">
          Values are kept encrypted. Each look is written to the audit log.
        </p>
      )}
    </section>
  )
}
