import Link from "next/link"
import { formatCount, formatKey } from "@/app/_ui/format"
import { ExactTime } from "@/app/_ui/time"
import type { ChangePage, ChangeView } from "@/lib/inventory/read/changes"

const words: Record<ChangeView["kind"], string> = {
  appeared: "Appeared",
  changed: "Changed",
  removed: "Removed",
  returned: "Returned",
}
/** The field that shows that sealed values changed. */
const SEALED = "values_digest"

interface HistoryProps {
  page: ChangePage
  /** The type's label for its sealed values. */
  sealedLabel: string | undefined
}

/** When a resource appeared, changed, was removed and returned, field by field. */
export function History({ page: { changes, total, olderThan }, sealedLabel = "Sealed" }: HistoryProps) {
  return (
    <>
      <ol className="grid gap-3 px-3.5 py-3">
        {changes.map((change) => (
          <Change key={change.id} change={change} sealedLabel={sealedLabel} />
        ))}
      </ol>
      {olderThan !== null && (
        <p className="border-t border-line px-3.5 py-2 text-ink-3">
          {formatCount(changes.length)} of {formatCount(total)} shown.{" "}
          <Link href={`?before=${olderThan}`}>Older changes</Link>
        </p>
      )}
    </>
  )
}

function Change({ change, sealedLabel }: { change: ChangeView; sealedLabel: string }) {
  return (
    <li>
      <p className="text-ink-3">
        <span className="font-medium text-ink">{words[change.kind]}</span>, <ExactTime at={change.at} />
        {change.scanId && (
          <>
            ,{" "}
            <Link className="underline" href={`/scans/${change.scanId}`}>
              scan by {change.requestedBy}
            </Link>
          </>
        )}
      </p>
      <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] gap-x-3 font-mono text-s">
        {Object.entries(change.fields).map(([field, { old, new: now }]) => (
          <div key={field} className="col-span-2 grid grid-cols-subgrid">
            <dt>{fieldName(field, sealedLabel)}</dt>
            <dd className="break-words">{field === SEALED ? "•••• → ••••" : <Difference old={old} now={now} />}</dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

function fieldName(field: string, sealedLabel: string): string {
  if (field === SEALED) return `${sealedLabel.toLowerCase()} values`
  return field.startsWith("tag:") ? `tag ${field.slice(4)}` : formatKey(field).toLowerCase()
}

function Difference({ old, now }: { old: unknown; now: unknown }) {
  const hasOld = old !== null && old !== undefined
  const hasNow = now !== null && now !== undefined
  return (
    <>
      {hasOld && <span className="text-bad">− {text(old)}</span>}
      {hasOld && hasNow && " → "}
      {hasNow && <span className="text-ok">+ {text(now)}</span>}
    </>
  )
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value))
