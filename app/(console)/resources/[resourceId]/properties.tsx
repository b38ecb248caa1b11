import type { ReactNode } from "react"
import { formatExact, formatKey } from "@/app/_ui/format"

export function Panel({ title, children, className = "" }: { title: string; children: ReactNode; className?: string }) {
  return (
    <section className={`panel min-w-0 ${className}`}>
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">{title}</h2>
      {children}
    </section>
  )
}

/** Names and their values. @param raw shows the names unchanged, since people chose them (tags). */
export function Properties({ values, raw = false }: { values: Record<string, unknown>; raw?: boolean }) {
  return (
    <dl className="grid grid-cols-[minmax(110px,180px)_minmax(0,1fr)] px-3.5 py-1">
      {Object.entries(values)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([key, value]) => (
          <div key={key} className="col-span-2 grid grid-cols-subgrid border-b border-line py-1.5 last:border-0">
            <dt className="pr-3 break-words text-ink-3">{raw ? key : formatKey(key)}</dt>
            <dd className="break-words">
              <Value value={value} />
            </dd>
          </div>
        ))}
    </dl>
  )
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
/** Ids, ARNs, addresses and host names are easier to read in a monospaced font. */
const MACHINE_TEXT = /^(arn:|[a-z]+-[0-9a-f]{8,}|[\d.:/a-f]+$|[\w-]+\.[\w.-]+\.[a-z]{2,}$)/

function Value({ value }: { value: unknown }): ReactNode {
  if (value === null || value === undefined) return <span className="text-ink-3">none</span>
  if (value === "") return <span className="text-ink-3">empty</span>
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return value.toLocaleString("en-US", { useGrouping: value >= 10_000 })
  if (Array.isArray(value)) return <List values={value} />
  if (typeof value === "object") return <Pairs value={value as Record<string, unknown>} />
  const text = String(value)
  if (ISO_TIME.test(text)) return formatExact(text)
  return MACHINE_TEXT.test(text) ? <span className="font-mono text-s">{text}</span> : text
}

function List({ values }: { values: unknown[] }) {
  if (values.length === 0) return <span className="text-ink-3">none</span>
  return (
    <ul>
      {values.map((value) => (
        <li key={JSON.stringify(value)}>
          <Value value={value} />
        </li>
      ))}
    </ul>
  )
}

/** A small object on one line: a security group's name and id, a CIDR block and its state. */
function Pairs({ value }: { value: Record<string, unknown> }) {
  return (
    <span className="flex flex-wrap gap-x-2">
      {Object.entries(value).map(([key, part]) => (
        <span key={key} title={formatKey(key)}>
          <Value value={part} />
        </span>
      ))}
    </span>
  )
}
