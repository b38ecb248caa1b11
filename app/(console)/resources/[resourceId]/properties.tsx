import type { ReactNode } from "react"
import { AccountWithNumber } from "@/app/_ui/account"
import { formatKey } from "@/app/_ui/format"
import { ExactTime } from "@/app/_ui/time"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"
import { formatQuantity } from "@/app/(console)/resources/_table/values"
import type { Display, Unit } from "@/lib/aws/resource-types/define"
import type { Relation } from "@/lib/inventory/read/relations"
import { termText } from "@/lib/query/complete"

export function Panel({ title, children, className = "" }: { title: string; children: ReactNode; className?: string }) {
  return (
    <section className={`panel min-w-0 ${className}`}>
      <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">{title}</h2>
      {children}
    </section>
  )
}

interface PropertiesProps {
  values: Record<string, unknown>
  /** Shows the names unchanged, since people chose them (tags). */
  raw?: boolean
  /** How the type's file wants its properties shown. */
  display?: Readonly<Record<string, Display | undefined>> | undefined
  /** The other resources that these properties name. */
  relations?: readonly Relation[]
  /** The moment that is shown; null for now. */
  asOf?: string | null
}

/** Names and their values. */
export function Properties({ values, raw = false, display = {}, relations = [], asOf = null }: PropertiesProps) {
  const links: Links = new Map(relations.map((relation) => [relation.resource_id, { ...relation, asOf }]))
  return (
    <dl className="grid grid-cols-[minmax(90px,170px)_minmax(0,1fr)] px-3.5 py-1">
      {Object.entries(values)
        .map(([key, value]) => ({ key, value, label: raw ? key : (display[key]?.label ?? formatKey(key)) }))
        .sort((a, b) => a.label.localeCompare(b.label))
        .map(({ key, value, label }) => (
          <div key={key} className="col-span-2 grid grid-cols-subgrid border-b border-line py-1.5 last:border-0">
            <dt className="pr-3 break-words text-ink-2">{label}</dt>
            <dd className="break-words">
              {key === "account_id" && typeof value === "string" ? (
                <AccountWithNumber id={value} />
              ) : (
                <Value value={value} unit={display[key]?.unit} links={links} />
              )}
            </dd>
          </div>
        ))}
    </dl>
  )
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
/** Ids, ARNs, addresses and host names are easier to read in a monospaced font. */
const MACHINE_TEXT = /^(arn:|[a-z]+-[0-9a-f]{8,}|[\d.:/a-f]+$|[\w-]+\.[\w.-]+\.[a-z]{2,}$)/

/** The other resources by the ids that name them, at the moment that is shown. */
type Link = Relation & { asOf: string | null }
type Links = ReadonlyMap<string, Link>

interface ValueProps {
  value: unknown
  unit?: Unit | undefined
  links: Links
}

function Value({ value, unit, links }: ValueProps): ReactNode {
  if (value === null || value === undefined) return <span className="text-ink-3">none</span>
  if (value === "") return <span className="text-ink-3">empty</span>
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return formatQuantity(value, unit)
  if (Array.isArray(value)) return <List values={value} links={links} />
  if (typeof value === "object") return <Pairs value={value as Record<string, unknown>} links={links} />
  const text = String(value)
  const named = links.get(text)
  if (named) return <Named relation={named} />
  if (ISO_TIME.test(text)) return <ExactTime at={text} />
  return MACHINE_TEXT.test(text) ? <span className="font-mono text-s">{text}</span> : text
}

/** Another resource: a link to its page, or, where the inventory has it not, to everything that names it. */
function Named({ relation: { id, kind, resource_id, asOf } }: { relation: Link }) {
  const field = { vpc_id: "vpc", subnet_id: "subnet" }[kind] ?? kind
  const q = termText("", field, undefined, resource_id)
  const search = `/resources?${new URLSearchParams({ q, ...(asOf && { as_of: asOf }) })}`
  const title = id ? "Open it" : "It is not in the inventory. Show what names it"
  return (
    <a href={id ? resourceHref(id, asOf) : search} title={title} className="font-mono text-s">
      {resource_id}
    </a>
  )
}

function List({ values, links }: { values: unknown[]; links: ValueProps["links"] }) {
  if (values.length === 0) return <span className="text-ink-3">none</span>
  return (
    <ul>
      {values.map((value) => (
        // So high that each link of a list is a target of its own (WCAG 2.5.8).
        <li key={JSON.stringify(value)} className="leading-6">
          <Value value={value} links={links} />
        </li>
      ))}
    </ul>
  )
}

/** A small object on one line: a security group's name and id, a CIDR block and its state. */
function Pairs({ value, links }: { value: Record<string, unknown>; links: ValueProps["links"] }) {
  return (
    <span className="flex flex-wrap gap-x-2">
      {Object.entries(value).map(([key, part]) => (
        <span key={key} title={formatKey(key)}>
          <Value value={part} links={links} />
        </span>
      ))}
    </span>
  )
}
