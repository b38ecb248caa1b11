import { useState } from "react"
import { useAccountName } from "@/app/_ui/account"
import { CategoryIcon } from "@/app/_ui/category-icon"
import { formatCount } from "@/app/_ui/format"
import { ChevronIcon } from "@/app/_ui/icons"
import { MANY_TYPES } from "@/app/(console)/many-types"
import { FacetValue, NoValue, standingOf, targetOf } from "@/app/(console)/resources/_table/facet-value"
import type { FacetData } from "@/app/(console)/resources/_table/facets"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import type { Category } from "@/lib/aws/resource-types/define"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { groupBy } from "@/lib/group-by"
import { chosenValues, clearField, excludedValues, type Target } from "@/lib/query/edit"

const TITLES: Readonly<Record<string, string>> = {
  type: "Type",
  account_id: "Account",
  region: "Region",
  status: "Status",
}
/** More values than this are shown on request. */
const SHOWN = 12
/** Among more values than this, one searches. */
const MANY = 10

const FOUND_AS: Readonly<Record<string, string>> = { type: "types", account_id: "accounts", region: "regions" }

type Values = FacetData["values"]

interface FacetListProps {
  facet: FacetData
  types: readonly TypeName[]
  /** Pins or releases a tag. */
  onPin: (key: string, isPinned: boolean) => void
}

/** One field's values, with a search among many, and types by category. */
export function FacetList({ facet: { name, values }, types, onPin }: FacetListProps) {
  const [search, setSearch] = useState("")
  const nameOf = useAccountName()
  const target = targetOf(name)
  const title = TITLES[name] ?? `Tag ${name.slice(4)}`
  const typeOf = (value: string) => (name === "type" ? types.find(({ type }) => type === value) : undefined)
  const labelOf = (value: string) => typeOf(value)?.name ?? (name === "account_id" ? nameOf(value) : value)
  const found = values.filter(({ value }) => `${value} ${labelOf(value)}`.toLowerCase().includes(search.toLowerCase()))
  const shared = { target, typeOf }
  return (
    <section className="pb-3.5">
      <Head name={name} title={title} target={target} onPin={onPin} />
      {(values.length > MANY || search !== "") && (
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          placeholder={`Find among ${values.length} ${FOUND_AS[name] ?? "values"}`}
          aria-label={`Find in ${title}`}
          className="field mb-1 py-1 text-s"
        />
      )}
      {name === "type" && values.length > MANY_TYPES ? (
        <Categories values={found} isSearched={search !== ""} {...shared} />
      ) : (
        <ValueList values={found} {...shared} />
      )}
      {found.length === 0 && <p className="px-1.5 text-ink-3">{values.length === 0 ? "none" : "none found"}</p>}
    </section>
  )
}

interface HeadProps extends Pick<FacetListProps, "onPin"> {
  name: string
  title: string
  target: Target
}

function Head({ name, title, target, onPin }: HeadProps) {
  const { tree, search } = useTableState()
  const isFree = chosenValues(tree, target).length === 0 && excludedValues(tree, target).length === 0
  return (
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
  )
}

interface ValuesProps {
  values: Values
  target: Target
  typeOf(value: string): TypeName | undefined
}

/** The commonest values, and the others on request. */
function ValueList({ values, target, typeOf }: ValuesProps) {
  const [isWhole, setWhole] = useState(false)
  return (
    <>
      <ul>
        {(isWhole ? values : values.slice(0, SHOWN)).map((one) =>
          one.value === "" ? (
            <NoValue key="" target={target} count={one.count} isExact={one.is_exact} />
          ) : (
            <FacetValue key={one.value} target={target} facet={one} type={typeOf(one.value)} />
          ),
        )}
      </ul>
      {values.length > SHOWN && (
        <button type="button" className="px-1.5 py-0.5 text-link hover:underline" onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `${values.length - SHOWN} more`}
        </button>
      )}
    </>
  )
}

/** Types by category, the largest category first. One with a chosen type is open, and all are in a search. */
function Categories({ values, target, typeOf, isSearched }: ValuesProps & { isSearched: boolean }) {
  const groups = [...groupBy(values, ({ value }): Category => typeOf(value)?.category ?? "Other")]
  return groups
    .map(([category, own]) => ({ category, own, sum: own.reduce((sum, { count }) => sum + count, 0) }))
    .sort((a, b) => b.sum - a.sum)
    .map((group) => <CategoryValues key={group.category} {...group} {...{ target, typeOf, isSearched }} />)
}

interface CategoryProps extends Omit<ValuesProps, "values"> {
  category: Category
  own: Values
  sum: number
  isSearched: boolean
}

function CategoryValues({ category, own, sum, target, typeOf, isSearched }: CategoryProps) {
  const { tree } = useTableState()
  /** Null until somebody opens or closes it: a category with a chosen type is open by itself. */
  const [wanted, setWanted] = useState<boolean | null>(null)
  const isUsed = own.some(({ value }) => standingOf(tree, target, value) !== "free")
  const isOpen = isSearched || (wanted ?? isUsed)
  const isExact = own.every(({ is_exact }) => is_exact)
  return (
    <div>
      <button type="button" className="facet-group" aria-expanded={isOpen} onClick={() => setWanted(!isOpen)}>
        <ChevronIcon isOpen={isOpen} />
        <CategoryIcon category={category} size={16} />
        <span className="truncate">{category}</span>
        <span className="text-ink-2 tabular-nums">{`${formatCount(sum)}${isExact ? "" : "+"}`}</span>
      </button>
      {isOpen && (
        <div className="pl-5">
          <ValueList values={own} {...{ target, typeOf }} />
        </div>
      )}
    </div>
  )
}
