import Link from "next/link"
import { formatExact, formatKey } from "@/app/_ui/format"
import type { ChangeView } from "@/lib/inventory/changes"

const words = { appeared: "Appeared", changed: "Changed", removed: "Removed" }
const HIDDEN_VALUES = "values_digest"

/** When a resource appeared, changed and went, field by field. */
export function History({ changes }: { changes: ChangeView[] }) {
  return (
    <ol className="grid gap-3 px-3.5 py-3">
      {changes.map((change) => (
        <li key={change.id}>
          <p className="text-ink-3">
            <span className="font-medium text-ink">{words[change.kind]}</span>, {formatExact(change.at)}
            {change.scanId && (
              <>
                , <Link href={`/scans/${change.scanId}`}>scan by {change.requestedBy}</Link>
              </>
            )}
          </p>
          <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] gap-x-3 font-mono text-s">
            {Object.entries(change.fields).map(([field, { old, new: now }]) => (
              <div key={field} className="col-span-2 grid grid-cols-subgrid">
                <dt>
                  {field === HIDDEN_VALUES
                    ? "environment values"
                    : field.startsWith("tag:")
                      ? `tag ${field.slice(4)}`
                      : formatKey(field).toLowerCase()}
                </dt>
                <dd className="break-words">
                  {field === HIDDEN_VALUES ? "•••• → ••••" : <Difference old={old} now={now} />}
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ol>
  )
}

function Difference({ old, now }: { old: unknown; now: unknown }) {
  return (
    <>
      {old !== null && old !== undefined && <span className="text-bad">− {text(old)}</span>}
      {old !== null && old !== undefined && now !== null && now !== undefined && " → "}
      {now !== null && now !== undefined && <span className="text-ok">+ {text(now)}</span>}
    </>
  )
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value))
