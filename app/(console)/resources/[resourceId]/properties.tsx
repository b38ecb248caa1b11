import type { ReactNode } from "react"
import { AccountWithNumber } from "@/app/_ui/account"
import { formatKey } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { ExactTime } from "@/app/_ui/time"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"
import { formatQuantity } from "@/app/(console)/resources/_table/values"
import type { PropertyDisplay } from "@/lib/aws/resource-types/define"
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
  /** How the type's file wants its properties shown. */
  display?: Readonly<Record<string, PropertyDisplay | undefined>> | undefined
  /** The other resources that these properties name. */
  relations?: readonly Relation[]
  /** The moment that is shown; null for now. */
  asOf?: string | null
}

/** Names and their values. */
export function Properties({ values, display = {}, relations = [], asOf = null }: PropertiesProps) {
  const links: Links = new Map(relations.map((relation) => [relation.resource_id, { ...relation, asOf }]))
  const rows = Object.entries(values).map(([key, value]) => ({
    key,
    label: display[key]?.label ?? formatKey(key),
    content:
      key === "account_id" && typeof value === "string" ? (
        <AccountWithNumber id={value} />
      ) : (
        <Value value={value} display={display[key]} links={links} />
      ),
  }))
  return <Pairings rows={rows} />
}

/** Tags and their values as people wrote them: nothing is taken for a time, a number or an id. */
export const Tags = ({ tags }: { tags: Record<string, string> }) => (
  <Pairings
    rows={Object.entries(tags).map(([key, value]) => ({ key, label: key, content: value === "" ? <Empty /> : value }))}
  />
)

/** Labels on the left, in alphabetical order, with what belongs to each. */
const Pairings = ({ rows }: { rows: { key: string; label: string; content: ReactNode }[] }) => (
  <dl className="grid grid-cols-[minmax(90px,170px)_minmax(0,1fr)] px-3.5 py-1">
    {rows
      .sort((a, b) => a.label.localeCompare(b.label))
      .map(({ key, label, content }) => (
        <div key={key} className="col-span-2 grid grid-cols-subgrid border-b border-line py-1.5 last:border-0">
          <dt className="pr-3 break-words text-ink-2">{label}</dt>
          <dd className="break-words whitespace-pre-wrap">{content}</dd>
        </div>
      ))}
  </dl>
)

const Empty = () => <span className="text-ink-3">empty</span>

/** Ids, ARNs, addresses and host names are easier to read in a monospaced font. */
const MACHINE_TEXT = /^(arn:|[a-z]+-[0-9a-f]{8,}|[\d.:/a-f]+$|[\w-]+\.[\w.-]+\.[a-z]{2,}$)/

/** The other resources by the ids that name them, at the moment that is shown. */
type Linked = Relation & { asOf: string | null }
type Links = ReadonlyMap<string, Linked>

interface ValueProps {
  value: unknown
  display?: PropertyDisplay | undefined
  links: Links
}

function Value({ value, display, links }: ValueProps): ReactNode {
  if (value === null || value === undefined) return <span className="text-ink-3">none</span>
  if (value === "") return <Empty />
  if (typeof value === "boolean") return value ? "Yes" : "No"
  if (typeof value === "number") return formatQuantity(value, display?.unit)
  if (Array.isArray(value)) return <List values={value} display={display} links={links} />
  if (typeof value === "object")
    return <Pairs value={value as Record<string, unknown>} display={display} links={links} />
  const text = String(value)
  const named = links.get(text)
  if (named) return <Named relation={named} />
  if (display?.isTime) return <ExactTime at={text} />
  return MACHINE_TEXT.test(text) ? <span className="font-mono text-s">{text}</span> : text
}

/** Another resource: a link to its page, or, where the inventory has it not, to everything that names it. */
function Named({ relation: { id, kind, resource_id, asOf } }: { relation: Linked }) {
  const field = { vpc_id: "vpc", subnet_id: "subnet" }[kind] ?? kind
  const q = termText("", field, undefined, resource_id)
  const search = `/resources?${new URLSearchParams({ q, ...(asOf && { as_of: asOf }) })}`
  const title = id ? "Open it" : "It is not in the inventory. Show what names it"
  return (
    <Link href={id ? resourceHref(id, asOf) : search} title={title} className="font-mono text-s">
      {resource_id}
    </Link>
  )
}

function List({ values, display, links }: Omit<ValueProps, "value"> & { values: unknown[] }) {
  if (values.length === 0) return <span className="text-ink-3">none</span>
  return (
    <ul>
      {values.map((value, at) => (
        // So high that each link of a list is a target of its own (WCAG 2.5.8).
        // biome-ignore lint/suspicious/noArrayIndexKey: AWS may list one value twice, and elements have no other name.
        <li key={at} className="leading-6">
          <Value value={value} display={display?.members && { members: display.members }} links={links} />
        </li>
      ))}
    </ul>
  )
}

/** A small object on one line: a security group's name and id, a CIDR block and its state. What it has not is left out. */
function Pairs({ value, display, links }: Omit<ValueProps, "value"> & { value: Record<string, unknown> }) {
  const placeOf = ([key]: [string, unknown]) => display?.members?.indexOf(key) ?? 0
  const parts = Object.entries(value).filter(([, part]) => part !== null)
  if (parts.length === 0) return <Value value={null} links={links} />
  return (
    <span className="flex flex-wrap gap-x-2">
      {parts
        .toSorted((a, b) => placeOf(a) - placeOf(b))
        .map(([key, part]) => (
          <span key={key} title={formatKey(key)}>
            <Value value={part} links={links} />
          </span>
        ))}
    </span>
  )
}
