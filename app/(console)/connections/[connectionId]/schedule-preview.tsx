import { useEffect, useState } from "react"
import { ExactTime } from "@/app/_ui/time"
import { unanswered } from "@/app/_ui/unanswered"
import { previewCron } from "@/app/(console)/connections/actions"

const PAUSE_MS = 250

/** What the schedule means: in words, and its next five runs. The last right answer stands while one types. */
export function SchedulePreview({ cron, zone }: { cron: string; zone: string }) {
  const [shown, setShown] = useState<{ words: string; next_runs: string[] } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    if (!zone) return
    let isOld = false
    const timer = setTimeout(async () => {
      const result = await previewCron({ cron, time_zone: zone }).catch(unanswered)
      if (isOld) return
      if (result.ok) setShown(result.value)
      setProblem(result.ok ? null : (Object.values(result.fields as Record<string, string>)[0] ?? result.message))
    }, PAUSE_MS)
    return () => {
      isOld = true
      clearTimeout(timer)
    }
  }, [cron, zone])
  return (
    <div className="rounded-sm bg-bg px-3 py-2" aria-live="polite">
      {problem ? <p className="text-bad">{problem}</p> : <p className="font-medium">{shown?.words ?? "…"}</p>}
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
