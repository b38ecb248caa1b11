"use client"

import { usePathname, useRouter, useSearchParams } from "next/navigation"
import { type FormEvent, useState } from "react"
import { Dialog } from "@/app/_ui/dialog"
import { ExactTime } from "@/app/_ui/time"
import { toLocalInput } from "@/app/(console)/_time/local-input"
import { presets } from "@/app/(console)/_time/presets"

interface AsOfDialogProps {
  asOf: string | null
  since: string | null
  onClose: () => void
}

/** Chooses the moment that the page shows: a preset, any date and time, or now. The address keeps everything else. */
export function AsOfDialog({ asOf, since, onClose }: AsOfDialogProps) {
  const show = useShown(onClose)
  const [opened] = useState(() => Date.now())
  return (
    <Dialog title="Show the inventory as it was" open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <div className="flex flex-wrap gap-2">
        {asOf && (
          <button type="button" className="btn btn-primary" onClick={() => show(null)}>
            Now
          </button>
        )}
        {presets.map(({ ago, ms }) => (
          <button
            key={ago}
            type="button"
            className="btn"
            disabled={since === null || opened - ms < Date.parse(since)}
            onClick={() => show(new Date(opened - ms).toISOString())}
          >
            {ago}
          </button>
        ))}
      </div>
      <MomentForm initial={asOf ?? new Date(opened).toISOString()} since={since} onShow={show} />
    </Dialog>
  )
}

/** Goes to the same address at another moment; null for now. */
function useShown(onClose: () => void) {
  const router = useRouter()
  const path = usePathname()
  const search = useSearchParams()
  return (moment: string | null) => {
    const next = new URLSearchParams(search)
    for (const name of ["cursor", "unknown", "unkept"]) next.delete(name)
    // A view may have a moment of its own, which now is different from.
    if (moment || next.has("view")) next.set("as_of", moment ?? "now")
    else next.delete("as_of")
    router.push(`${path}?${next}`)
    onClose()
  }
}

interface MomentFormProps {
  initial: string
  since: string | null
  onShow: (moment: string) => void
}

function MomentForm({ initial, since, onShow }: MomentFormProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const choose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const at = new Date(String(new FormData(event.currentTarget).get("at")))
    if (Number.isNaN(at.getTime())) return setProblem("Give a date and a time.")
    if (at.getTime() > Date.now()) return setProblem("Choose a moment of the past.")
    onShow(at.toISOString())
  }
  return (
    <form onSubmit={choose} className="mt-4">
      <label className="block font-medium" htmlFor="as-of-at">
        Date and time, in your zone
      </label>
      <div className="mt-1.5 flex flex-wrap gap-2">
        <input
          id="as-of-at"
          name="at"
          type="datetime-local"
          step="1"
          required
          className="field w-auto flex-1"
          defaultValue={toLocalInput(initial)}
          aria-describedby="as-of-since"
          aria-invalid={problem ? true : undefined}
        />
        <button type="submit" className="btn btn-primary">
          Show
        </button>
      </div>
      {problem && (
        <p role="alert" className="mt-1.5 text-bad">
          {problem}
        </p>
      )}
      <p id="as-of-since" className="mt-2 text-ink-2">
        {since ? (
          <>
            The past is known from <ExactTime at={since} /> on.
          </>
        ) : (
          "Nothing was scanned yet, so there is no past."
        )}
      </p>
    </form>
  )
}
