import { type MouseEvent, useState } from "react"
import { useAccountName } from "@/app/_ui/account"
import { formatCount } from "@/app/_ui/format"
import { TypeMark } from "@/app/_ui/icons"
import type { FacetData } from "@/app/(console)/resources/_table/facets"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import type { TypeName } from "@/lib/aws/resource-types/registry"
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

/** The field that a facet's values belong to. */
export const targetOf = (name: string): Target =>
  name.startsWith("tag.") ? { field: "tag", path: name.slice(4) } : { field: name === "account_id" ? "account" : name }

/** How a value stands in the query. */
export type Standing = "on" | "out" | "free"

/**
 * One value. *Only* and *not* are shown where the pointer or the focus is: the page has hundreds of values, and their
 * buttons would be most of it.
 */
export function FacetValue({
  target,
  facet,
  type,
}: {
  target: Target
  facet: FacetData["values"][number]
  type: TypeName | undefined
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

/** How a value of a field stands in the query. */
export function standingOf(tree: Node, target: Target, value: string): Standing {
  const has = (values: readonly Value[]) =>
    values.some((one) => one.kind === "text" && one.pattern.length === 1 && one.pattern[0] === value)
  if (has(chosenValues(tree, target))) return "on"
  return has(excludedValues(tree, target)) ? "out" : "free"
}

/** What has none of the facet's values: no value can name it, so a term of its own does. */
export function NoValue({ target, count, isExact }: { target: Target; count: number; isExact: boolean }) {
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

/** The mark of a value without an icon. */
export const Box = ({ standing }: { standing: Standing }) => (
  <span aria-hidden="true" className="facet-box">
    {{ on: "✓", out: "−", free: "" }[standing]}
  </span>
)
