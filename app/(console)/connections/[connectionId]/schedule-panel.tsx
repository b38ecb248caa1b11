"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { ExactTime, RelativeTime } from "@/app/_ui/time"
import { ScheduleForm } from "@/app/(console)/connections/[connectionId]/schedule-form"
import { delayText } from "@/app/(console)/connections/delay"
import type { ConnectionView } from "@/lib/connections/view"

interface PanelProps {
  connection: ConnectionView
  mayUse: boolean
  isEditing: boolean
  /** The last step of a new connection. */
  isGuided?: boolean
}

/** When a connection is scanned, in words and with its next runs. */
export function SchedulePanel({ connection, mayUse, isEditing, isGuided = false }: PanelProps) {
  const router = useRouter()
  const [isOpen, setOpen] = useState(isEditing)
  const { schedule } = connection
  const close = () => {
    setOpen(false)
    if (isGuided) router.push(`/connections/${connection.id}`)
    router.refresh()
  }
  return (
    <section className="panel min-w-0">
      <header className="flex items-center gap-2 border-b border-line px-3.5 py-2.5">
        <h2 className="flex-1 font-semibold">Schedule</h2>
        {mayUse && !isOpen && !connection.is_draft && (
          <button type="button" className="leading-6 text-link hover:underline" onClick={() => setOpen(true)}>
            {schedule ? "Change" : "Add a schedule"}
          </button>
        )}
      </header>
      {isOpen ? (
        <ScheduleForm connection={connection} isGuided={isGuided} onDone={close} />
      ) : (
        <Shown connection={connection} />
      )}
    </section>
  )
}

const OVERLAP = {
  skip: "A run that comes while one is under way is skipped.",
  buffer_one: "One run waits for the one before it.",
}

function Shown({ connection: { schedule } }: { connection: ConnectionView }) {
  if (!schedule) return <p className="px-3.5 py-3 text-ink-2">It is scanned only when somebody starts a scan.</p>
  const { words, time_zone, delay_seconds, is_paused, overlap, next_runs, last_run_at, last_outcome } = schedule
  return (
    <div className="grid gap-1.5 px-3.5 py-3">
      <p>
        <span className="font-medium">{words}</span>, {time_zone}
        {delay_seconds > 0 && `, ${delayText(delay_seconds)}`}
        {is_paused && <span className="text-warn">, paused</span>}
      </p>
      <p className="text-ink-2">
        {OVERLAP[overlap]}
        {last_run_at && (
          <>
            {" "}
            Last run <RelativeTime at={last_run_at} suffix=" ago" />.
          </>
        )}
        {last_outcome && last_outcome !== "started" && ` The last due time was ${last_outcome}.`}
      </p>
      {next_runs.length > 0 && (
        <ol className="grid gap-0.5 text-ink-2">
          {next_runs.map((at) => (
            <li key={at}>
              <ExactTime at={at} />
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
