"use client"

import { type MouseEvent, useState } from "react"
import { useAccountName } from "@/app/_ui/account"
import { formatCount } from "@/app/_ui/format"
import { TypeMark } from "@/app/_ui/icons"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import {
  addNode,
  chosenValues,
  clearField,
  excludedValues,
  setValues,
  type Target,
  toggleExcluded,
  toggleValue,
} from "@/lib/query/edit"
import { type Node, textValue, type Value } from "@/lib/query/tree"

export interface FacetData {
  /** The contract's name: `type`, `account_id`, `tag.env`. */
  name: string
  values: { value: string; count: number; is_exact: boolean }[]
}

interface FacetsProps {
  facets: FacetData[]
  types: TypeLabel[]
  /** Pins or releases a tag. */
  onPin: (key: string, isPinned: boolean) => void
}

const TITLES: Readonly<Record<string, string>> = {
  type: "Type",
  account_id: "Account",
  region: "Region",
  status: "Status",
}
/** More values than this are shown on request. */
const SHOWN = 12

export const targetOf = (name: string): Target =>
  name.startsWith("tag.") ? { field: "tag", path: name.slice(4) } : { field: name === "account_id" ? "account" : name }

/**
 * Filters with their counts. A click narrows the query to a value, Alt and a click excludes it, *only* drops the
 * others. On a phone, a button opens them.
 */
export function Facets({ facets, types, onPin }: FacetsProps) {
  const { tree } = useTableState()
  const chosen = facets.filter(({ name }) => chosenValues(tree, targetOf(name)).length > 0).length
  const [isOpen, setOpen] = useState(false)
  return (
    <aside aria-label="Filters" className="facets" data-open={isOpen}>
      <button
        type="button"
        className="panel mb-2 w-full px-3 py-2 text-left font-medium md:hidden"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        Filters{chosen > 0 && ` ${chosen}`} <span aria-hidden="true">{isOpen ? "▴" : "▾"}</span>
      </button>
      <div className="facet-lists">
        {facets.map((facet) => (
          <FacetList key={facet.name} facet={facet} types={types} onPin={onPin} />
        ))}
        <States />
      </div>
    </aside>
  )
}

function FacetList({
  facet: { name, values },
  types,
  onPin,
}: {
  facet: FacetData
  types: TypeLabel[]
  onPin: FacetsProps["onPin"]
}) {
  const { tree, search } = useTableState()
  const [isWhole, setWhole] = useState(false)
  const target = targetOf(name)
  const isFree = chosenValues(tree, target).length === 0 && excludedValues(tree, target).length === 0
  const title = TITLES[name] ?? `Tag ${name.slice(4)}`
  const shown = isWhole ? values : values.slice(0, SHOWN)
  const groups = name === "type" && values.length > 8 ? byCategory(shown, types) : [{ category: "", values: shown }]
  return (
    <section className="pb-3.5">
      <h2 className="mb-1 flex items-center gap-2 text-s font-semibold text-ink-2">
        <span className="truncate">{title}</span>
        <span className="flex-1" />
        {target.field === "tag" && (
          <button
            type="button"
            className="font-medium text-link hover:underline"
            onClick={() => onPin(name.slice(4), false)}
            aria-label={`Remove the filter ${title}`}
          >
            unpin
          </button>
        )}
        {!isFree && (
          <button
            type="button"
            className="font-medium text-link hover:underline"
            onClick={() => search(clearField(tree, target))}
            aria-label={`Clear the filter by ${title.toLowerCase()}`}
          >
            clear
          </button>
        )}
      </h2>
      {groups.map((group) => (
        <div key={group.category}>
          {group.category && <h3 className="px-1.5 pt-1 text-xs text-ink-3">{group.category}</h3>}
          <ul>
            {group.values.map((one) =>
              one.value === "" ? (
                <NoValue key="" target={target} count={one.count} isExact={one.is_exact} />
              ) : (
                <FacetValue
                  key={one.value}
                  target={target}
                  facet={one}
                  type={name === "type" ? types.find(({ type }) => type === one.value) : undefined}
                />
              ),
            )}
          </ul>
        </div>
      ))}
      {values.length === 0 && <p className="px-1.5 text-ink-3">none</p>}
      {values.length > SHOWN && (
        <button type="button" className="px-1.5 py-0.5 text-link hover:underline" onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `${values.length - SHOWN} more`}
        </button>
      )}
    </section>
  )
}

function byCategory(values: FacetData["values"], types: TypeLabel[]) {
  const of = (value: string) => types.find(({ type }) => type === value)?.category ?? "Other"
  const categories = [...new Set(values.map(({ value }) => of(value)))]
  return categories.map((category) => ({
    category: category as string,
    values: values.filter(({ value }) => of(value) === category),
  }))
}

/** How a value stands in the query. */
type Standing = "on" | "out" | "free"

/**
 * One value. *Only* and *not* are shown where the pointer or the focus is: the page has hundreds of values, and their
 * buttons would be most of it.
 */
function FacetValue({
  target,
  facet,
  type,
}: {
  target: Target
  facet: FacetData["values"][number]
  type: TypeLabel | undefined
}) {
  const { tree, search } = useTableState()
  const [isNear, setNear] = useState(false)
  const { value, count, is_exact } = facet
  const nameOf = useAccountName()
  const label = type?.name ?? (target.field === "account" ? nameOf(value) : value)
  const standing = standingOf(tree, target, value)
  const one = textValue(value)
  const toggle = (event: MouseEvent) =>
    search(event.altKey ? toggleExcluded(tree, target, one) : toggleValue(tree, target, one))
  return (
    <li
      className="relative"
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
    >
      <button type="button" className={`facet is-${standing}`} aria-pressed={standing === "on"} onClick={toggle}>
        {type ? <TypeMark type={type.type} color={type.icon.color} /> : <Box standing={standing} />}
        <span className="truncate" title={label === value ? undefined : value}>
          {label}
        </span>
        <FacetCount count={count} isExact={is_exact} />
      </button>
      {isNear && (
        <span className="facet-more">
          <button type="button" onClick={() => search(setValues(tree, target, [one]))} aria-label={`Only ${label}`}>
            only
          </button>
          <button
            type="button"
            onClick={() => search(toggleExcluded(tree, target, one))}
            aria-label={`Exclude ${label}`}
          >
            not
          </button>
        </span>
      )}
    </li>
  )
}

function standingOf(tree: Node, target: Target, value: string): Standing {
  const has = (values: readonly Value[]) =>
    values.some((one) => one.kind === "text" && one.pattern.length === 1 && one.pattern[0] === value)
  if (has(chosenValues(tree, target))) return "on"
  return has(excludedValues(tree, target)) ? "out" : "free"
}

/** What has none of the facet's values: no value can name it, so a term of its own does. */
function NoValue({ target, count, isExact }: { target: Target; count: number; isExact: boolean }) {
  const { tree, search } = useTableState()
  const has: Node =
    target.path === undefined
      ? { kind: "term", field: "has", values: [textValue(target.field)] }
      : { kind: "term", ...target, path: target.path, values: [] }
  return (
    <li>
      <button
        type="button"
        className="facet is-free"
        onClick={() => search(addNode(clearField(tree, target), { kind: "not", node: has }))}
      >
        <Box standing="free" />
        <span>not set</span>
        <FacetCount count={count} isExact={isExact} />
      </button>
    </li>
  )
}

const FacetCount = ({ count, isExact }: { count: number; isExact: boolean }) => (
  <span>{`${formatCount(count)}${isExact ? "" : "+"}`}</span>
)

const Box = ({ standing }: { standing: Standing }) => (
  <span aria-hidden="true" className="facet-box">
    {{ on: "✓", out: "−", free: "" }[standing]}
  </span>
)

const STATES = {
  removed: "Removed",
  unverified: "Unverified",
  untagged: "Without tags",
  public: "Public",
  managed: "Managed by AWS",
} as const

/** The states that a query can ask for. */
function States() {
  const { tree, search } = useTableState()
  const target = { field: "is" }
  return (
    <section className="pb-3.5">
      <h2 className="mb-1 text-s font-semibold text-ink-2">State</h2>
      <ul>
        {Object.entries(STATES).map(([state, label]) => {
          const standing = standingOf(tree, target, state)
          const toggle = (event: MouseEvent) =>
            search(
              event.altKey
                ? toggleExcluded(tree, target, textValue(state))
                : toggleValue(tree, target, textValue(state)),
            )
          return (
            <li key={state}>
              <button
                type="button"
                aria-pressed={standing === "on"}
                onClick={toggle}
                className={`facet is-${standing}`}
              >
                <Box standing={standing} />
                <span>{label}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
