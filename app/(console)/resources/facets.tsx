import Link from "next/link"
import { formatCount } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { tableHref } from "@/app/(console)/resources/table-url"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { Facet, FacetKey } from "@/lib/inventory/read/facets"
import type { TableQuery } from "@/lib/inventory/schemas"

interface FacetsProps {
  facets: Record<FacetKey, Facet[]>
  query: TableQuery
  params: [string, string][]
  types: TypeLabel[]
}

const titles: Record<FacetKey, string> = { type: "Type", account_id: "Account", region: "Region" }

/** Filters with their counts. They are links, so each state has its own address. On a phone, a button opens them. */
export function Facets({ facets, query, params, types }: FacetsProps) {
  const chosen = query.type.length + query.region.length + query.account_id.length
  const lists = (Object.keys(titles) as FacetKey[]).map((key) => (
    <FacetList key={key} name={key} facets={facets[key]} chosen={query[key]} params={params} types={types} />
  ))
  const isShowingRemoved = query.removed === "show"
  const removed = (
    <Link
      href={tableHref(params, "removed", isShowingRemoved ? null : "show")}
      aria-current={isShowingRemoved ? "true" : undefined}
      className="grid grid-cols-[20px_1fr] items-center gap-2 rounded-sm px-1.5 py-[3px] text-ink-2 no-underline hover:bg-sunken"
    >
      <Box isOn={isShowingRemoved} />
      Show removed
    </Link>
  )
  return (
    <>
      <aside aria-label="Filters" className="max-md:hidden">
        {lists}
        {removed}
      </aside>
      <details className="panel md:hidden">
        <summary className="px-3 py-2 font-medium">Filters{chosen > 0 && ` ${chosen}`}</summary>
        <div className="px-3 pb-2">
          {lists}
          {removed}
        </div>
      </details>
    </>
  )
}

/** One facet's values with their counts. Its length is one piece of markup, which reads better whole. */
function FacetList({
  name,
  facets,
  chosen,
  params,
  types,
}: {
  name: FacetKey
  facets: Facet[]
  chosen: string[]
  params: [string, string][]
  types: TypeLabel[]
}) {
  return (
    <section className="pb-3.5">
      <h2 className="mb-1 flex justify-between text-s font-semibold text-ink-2">
        {titles[name]}
        {chosen.length > 0 && (
          <Link
            className="font-medium no-underline hover:underline"
            href={tableHref(params, name, null)}
            aria-label={`Clear the filter by ${titles[name].toLowerCase()}`}
          >
            clear
          </Link>
        )}
      </h2>
      <ul>
        {facets.map(({ value, count }) => {
          const isOn = chosen.includes(value)
          const next = isOn ? chosen.filter((one) => one !== value) : [...chosen, value]
          const type = name === "type" ? types.find((one) => one.type === value) : undefined
          return (
            <li key={value}>
              <Link
                href={tableHref(params, name, next.length ? next.join(",") : null)}
                aria-current={isOn ? "true" : undefined}
                className={`grid grid-cols-[20px_1fr_auto] items-center gap-2 rounded-sm px-1.5 py-[3px] no-underline ${isOn ? "bg-info-soft font-semibold text-info" : "text-ink-2 hover:bg-sunken"}`}
              >
                {type ? <TypeIcon icon={type.icon} /> : <Box isOn={isOn} />}
                <span className="truncate">{type?.name ?? value}</span>
                <span className={isOn ? "" : "text-ink-3"}>{formatCount(count)}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const Box = ({ isOn }: { isOn: boolean }) => (
  <span
    aria-hidden="true"
    className={`ml-[3px] grid size-3.5 place-items-center rounded-[3px] border text-[10px] leading-none ${isOn ? "border-info bg-info text-panel" : "border-line-strong bg-panel"}`}
  >
    {isOn && "✓"}
  </span>
)
