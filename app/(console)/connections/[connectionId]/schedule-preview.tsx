import { useEffect, useState } from "react"
import { ExactTime } from "@/app/_ui/time"
import { unanswered } from "@/app/_ui/unanswered"
import { previewCron } from "@/app/(console)/connections/actions"
import { delayText } from "@/app/(console)/connections/delay"
import type { Preview } from "@/lib/connections/schedule/schedules"

const PAUSE_MS = 250

interface PreviewProps {
  /** The connection's id: its runs start some time after the schedule's. */
  id: string
  cron: string
  zone: string
  jitterSeconds: number
}

/** What the schedule means: in words, and its next five runs. The last right answer stands while one types. */
export function SchedulePreview({ id, cron, zone, jitterSeconds }: PreviewProps) {
  const [shown, setShown] = useState<Preview | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (!zone) return
    let isOld = false
    const timer = setTimeout(async () => {
      const result = await previewCron({ id, cron, time_zone: zone, jitter_seconds: jitterSeconds }).catch(unanswered)
      if (isOld) return
      if (result.ok) setShown(result.value)
      setProblem(result.ok ? null : (Object.values(result.fields as Record<string, string>)[0] ?? result.message))
    }, PAUSE_MS)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [id, cron, zone, jitterSeconds])
  return (
    <div className="rounded-sm bg-bg px-3 py-2" aria-live="polite">
      {problem ? (
        <p className="text-bad">{problem}</p>
      ) : (
        <p>
          <span className="font-medium">{shown?.words ?? "…"}</span>
          {shown && shown.delay_seconds > 0 && `, ${delayText(shown.delay_seconds)}`}
        </p>
      )}
      <ol className={`mt-1 grid gap-0.5 text-ink-2 ${problem ? "opacity-50" : ""}`}>
        {shown?.next_runs.map((at) => (
          <li key={at}>
            <ExactTime at={at} />
          </li>
        ))}
      </ol>
    </div>
  )
}
