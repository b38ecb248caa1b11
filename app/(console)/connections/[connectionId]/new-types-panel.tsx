"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { CopyButton } from "@/app/_ui/copy-button"
import { plural } from "@/app/_ui/format"
import { Scrolling } from "@/app/_ui/scrolling"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { declineTypes, editConnection } from "@/app/(console)/connections/actions"
import type { ActionResult } from "@/lib/web/action"

interface NewTypesProps {
  connectionId: string
  /** The types that it scans now and those that are new, together. */
  all: readonly string[]
  /** The names of the new types. */
  names: readonly string[]
  /** The statement with the permissions that they need beyond those of now; null if they need none. */
  statement: string | null
  mayManage: boolean
}

/** Types that a release brought since somebody chose. They are scanned only once a person adds them. */
export function NewTypesPanel({ connectionId, all, names, statement, mayManage }: NewTypesProps) {
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const save = async (act: () => Promise<ActionResult<null>>, said: string) => {
    setBusy(true)
    const result = await act().catch(unanswered)
    setBusy(false)
    if (!result.ok) return setProblem(result.message)
    toast(said)
    router.refresh()
  }
  return (
    <section className="panel mb-3.5">
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">
        {plural(names.length, "more resource type")} can be scanned
      </h2>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5 px-3.5 py-3">
        <p className="text-ink-2">
          This version knows {names.join(", ")}. The connection does not scan them until you add them.
        </p>
        {statement && (
          <details>
            <summary className="cursor-pointer text-link">Permissions that the identity needs for them</summary>
            <div className="mt-2 flex items-start gap-2">
              <Scrolling
                className="max-h-56 min-w-0 flex-1 overflow-auto rounded-sm border border-line bg-bg"
                aria-label="The statement"
              >
                <pre className="px-2 py-1 font-mono text-s">{statement}</pre>
              </Scrolling>
              <CopyButton text={statement} label="Copy" className="btn px-2 py-0.5" />
            </div>
          </details>
        )}
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
        {mayManage && (
          <div className="flex flex-wrap gap-2">
            <button
              type="button"
              className="btn btn-primary"
              disabled={isBusy}
              onClick={() => save(() => editConnection(connectionId, { resource_types: all }), "Types added")}
            >
              Add them
            </button>
            <button
              type="button"
              className="btn"
              disabled={isBusy}
              onClick={() => save(() => declineTypes(connectionId), "Not offered again")}
            >
              Not these
            </button>
            <span className="self-center text-s text-ink-2">
              Allow the permissions first, or they show as denied. Single types are chosen under Settings.
            </span>
          </div>
        )}
      </div>
    </section>
  )
}
