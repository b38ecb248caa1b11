"use client"

import { type MouseEvent, useState } from "react"
import { FacetList } from "@/app/(console)/resources/_table/facet-list"
import { Box, standingOf, targetOf } from "@/app/(console)/resources/_table/facet-value"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { chosenValues, toggleExcluded, toggleValue } from "@/lib/query/edit"
import { textValue } from "@/lib/query/tree"

export interface FacetData {
  /** The contract's name: `type`, `account_id`, `tag.env`. */
  name: string
  values: { value: string; count: number; is_exact: boolean }[]
}

interface FacetsProps {
  facets: FacetData[]
  types: TypeName[]
  /** Pins or releases a tag. */
  onPin: (key: string, isPinned: boolean) => void
}

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
