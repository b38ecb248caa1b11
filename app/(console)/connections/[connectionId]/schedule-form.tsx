"use client"

import { type ReactNode, useEffect, useState } from "react"
import { Choice } from "@/app/_ui/choice"
import { Field } from "@/app/_ui/field"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { useSubmit } from "@/app/_ui/use-submit"
import { type Rhythm, toCron, toRhythm } from "@/app/(console)/connections/[connectionId]/rhythm"
import { SchedulePreview } from "@/app/(console)/connections/[connectionId]/schedule-preview"
import { removeSchedule, saveSchedule } from "@/app/(console)/connections/actions"
import type { ConnectionView } from "@/lib/connections/view"

interface FormProps {
  connection: ConnectionView
  isGuided: boolean
  onDone: () => void
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const FIELDS = ["cron", "time_zone", "jitter_seconds", "catch_up_seconds"]
const MINUTE = 60
const USUAL_JITTER_SECONDS = 300

/** Chooses a rhythm, and shows what it means while one types. Its length is one piece of markup, which reads better whole. */
export function ScheduleForm({ connection, isGuided, onDone }: FormProps) {
  const { id, schedule } = connection
  const [rhythm, setRhythm] = useState<Rhythm>(() => toRhythm(schedule?.cron ?? "0 3 * * *"))
  const [zone, setZone] = useState(schedule?.time_zone ?? "")
  const [jitter, setJitter] = useState(String((schedule?.jitter_seconds ?? USUAL_JITTER_SECONDS) / MINUTE))
  const jitterSeconds = Math.round(Number(jitter) * MINUTE)
  useEffect(() => {
    // Only the browser knows the person's zone.
    setZone((given) => given || Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC")
  }, [])
  const cron = toCron(rhythm)
  // A rhythm that becomes an expression begins as what it was.
  const set = (change: Partial<Rhythm>) =>
    setRhythm({ ...rhythm, ...(change.every === "cron" && { cron: toCron(rhythm) }), ...change })
  const send = (form: FormData) =>
    saveSchedule({
      ...{ id, cron, time_zone: zone },
      overlap: String(form.get("overlap")),
      jitter_seconds: jitterSeconds,
      catch_up_seconds: Math.round(Number(form.get("catch_up_minutes")) * MINUTE),
    })
  const saved = () => {
    toast("The schedule was saved")
    onDone()
  }
  const { submit, isBusy, errors } = useSubmit(send, saved, FIELDS)
  const drop = async () => {
    const result = await removeSchedule(id).catch(unanswered)
    toast(result.ok ? "The schedule was removed" : result.message, result.ok ? undefined : "bad")
    if (result.ok) onDone()
  }
  return (
    <form onSubmit={submit} noValidate autoComplete="off" className="grid gap-3 px-3.5 py-3.5">
      <RhythmFields rhythm={rhythm} set={set} error={errors.cron}>
        <Zone zone={zone} onChange={setZone} error={errors.time_zone} />
      </RhythmFields>
      <SchedulePreview id={id} cron={cron} zone={zone} jitterSeconds={jitterSeconds} />
      <Rest schedule={schedule} errors={errors} jitter={jitter} onJitter={setJitter} />
      <div className="flex flex-wrap items-center gap-2">
        <span role="alert" className="flex-1 text-bad">
          {errors.form}
        </span>
        {schedule && !isGuided && (
          <button type="button" className="btn btn-danger" onClick={drop}>
            Remove
          </button>
        )}
        <button type="button" className="btn" onClick={onDone}>
          {isGuided ? "Without a schedule" : "Cancel"}
        </button>
        <button type="submit" className="btn btn-primary" disabled={isBusy}>
          {isBusy ? "Saving…" : "Save"}
        </button>
      </div>
    </form>
  )
}

interface RhythmProps {
  rhythm: Rhythm
  set: (change: Partial<Rhythm>) => void
  error: string | undefined
  children: ReactNode
}

function RhythmFields({ rhythm, set, error, children }: RhythmProps) {
  return (
    <div className="grid gap-3 md:grid-cols-3">
      <Choice
        label="How often"
        name="every"
        value={rhythm.every}
        onChange={(event) => set({ every: event.target.value as Rhythm["every"] })}
      >
        <option value="hour">Every hour</option>
        <option value="day">Every day</option>
        <option value="week">Every week</option>
        <option value="cron">Cron expression</option>
      </Choice>
      {rhythm.every === "week" && (
        <Choice
          label="On"
          name="day"
          value={String(rhythm.day)}
          onChange={(event) => set({ day: Number(event.target.value) })}
        >
          {DAYS.map((day, index) => (
            <option key={day} value={index}>
              {day}
            </option>
          ))}
        </Choice>
      )}
      {rhythm.every === "cron" ? (
        <Field
          label="Expression"
          name="cron"
          className="font-mono"
          value={rhythm.cron}
          onChange={(event) => set({ cron: event.target.value })}
          error={error}
        />
      ) : (
        <Field
          label={rhythm.every === "hour" ? "At minute" : "At"}
          name="time"
          {...(rhythm.every === "hour" ? { inputMode: "numeric" as const } : { type: "time" })}
          value={rhythm.every === "hour" ? rhythm.minute : rhythm.time}
          onChange={(event) =>
            set(rhythm.every === "hour" ? { minute: event.target.value } : { time: event.target.value })
          }
          error={error}
        />
      )}
      {children}
    </div>
  )
}

interface RestProps {
  schedule: ConnectionView["schedule"]
  errors: Record<string, string | undefined>
  /** In minutes, as it is typed. */
  jitter: string
  onJitter: (minutes: string) => void
}

function Rest({ schedule, errors, jitter, onJitter }: RestProps) {
  return (
    <details>
      <summary className="cursor-pointer py-1 text-link">Overlap, delay, missed runs</summary>
      <div className="grid gap-3 pt-2 md:grid-cols-3">
        <Choice label="If one is still under way" name="overlap" defaultValue={schedule?.overlap ?? "skip"}>
          <option value="skip">Skip the run</option>
          <option value="buffer_one">One run waits for it</option>
        </Choice>
        <Field
          label="Delay of up to … minutes"
          name="jitter_minutes"
          hint="Spreads many schedules."
          inputMode="numeric"
          value={jitter}
          onChange={(event) => onJitter(event.target.value)}
          error={errors.jitter_seconds}
        />
        <Field
          label="Make up for … minutes"
          name="catch_up_minutes"
          hint="A missed run starts once, if it is not older."
          inputMode="numeric"
          defaultValue={(schedule?.catch_up_seconds ?? 3_600) / MINUTE}
          error={errors.catch_up_seconds}
        />
      </div>
    </details>
  )
}

/** The zone by its name; the browser knows them all. */
function Zone({
  zone,
  onChange,
  error,
}: {
  zone: string
  onChange: (zone: string) => void
  error: string | undefined
}) {
  const [names, setNames] = useState<string[]>([])
  // After the page is there: the server may know other zones than the browser.
  useEffect(() => setNames(Intl.supportedValuesOf("timeZone")), [])
  return (
    <>
      <Field
        label="Time zone"
        name="time_zone"
        list="zones"
        value={zone}
        onChange={(event) => onChange(event.target.value)}
        error={error}
      />
      <datalist id="zones">
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
