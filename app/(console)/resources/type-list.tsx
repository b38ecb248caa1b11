import { useId, useState } from "react"
import { CategoryIcon } from "@/app/_ui/category-icon"
import { ChevronIcon, TypeIcon } from "@/app/_ui/icons"
import type { TypeChoice } from "@/lib/aws/resource-types/choices"
import type { Category } from "@/lib/aws/resource-types/define"

const SHOWN = { all: "All", chosen: "Chosen", others: "Not chosen" } as const
type Which = keyof typeof SHOWN

interface TypeListProps {
  types: readonly TypeChoice[]
  picked: ReadonlySet<string>
  missing: Readonly<Record<string, string>>
  onPick(keys: readonly string[], isPicked: boolean): void
}

/** Every type by category. What a search hides stays as it is. */
export function TypeList({ types, picked, missing, onPick }: TypeListProps) {
  const [search, setSearch] = useState("")
  const [which, setWhich] = useState<Which>("all")
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const isOf: Record<Which, (type: TypeChoice) => boolean> = {
    all: () => true,
    chosen: ({ type }) => picked.has(type),
    others: ({ type }) => !picked.has(type),
  }
  const found = types.filter((type) => isOf[which](type) && isFound(type, search))
  const isNarrowed = search.trim() !== "" || which !== "all"
  const toggle = (category: string) =>
    setOpen(
      (before) => new Set(before.has(category) ? [...before].filter((one) => one !== category) : [...before, category]),
    )
  return (
    <>
      <Narrow
        search={search}
        onSearch={setSearch}
        which={which}
        onWhich={setWhich}
        countOf={(one) => types.filter(isOf[one]).length}
      />
      <div className="divide-y divide-line rounded-md border border-line">
        {[...new Set(types.map(({ category }) => category))].map((category) => (
          <Group
            key={category}
            category={category}
            types={types.filter((type) => type.category === category)}
            shown={found.filter((type) => type.category === category)}
            isOpen={isNarrowed || open.has(category)}
            isNarrowed={isNarrowed}
            onToggle={() => toggle(category)}
            {...{ picked, missing, onPick }}
          />
        ))}
        {found.length === 0 && <p className="px-3 py-2 text-ink-2">No resource type matches.</p>}
      </div>
    </>
  )
}

interface NarrowProps {
  search: string
  onSearch(search: string): void
  which: Which
  onWhich(which: Which): void
  countOf(which: Which): number
}

function Narrow({ search, onSearch, which, onWhich, countOf }: NarrowProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        type="search"
        value={search}
        onChange={(event) => onSearch(event.target.value)}
        // The form would be sent.
        onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        placeholder="Type, service or permission: snapshot, kms:"
        aria-label="Search resource types"
        className="field min-w-56 flex-1"
      />
      <span className="flex overflow-hidden rounded-sm border border-line text-s">
        {(Object.keys(SHOWN) as Which[]).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === which}
            className="px-2.5 py-1 aria-pressed:bg-info-soft aria-pressed:font-medium aria-pressed:text-link"
            onClick={() => onWhich(one)}
          >
            {SHOWN[one]} <span className="text-ink-2">{countOf(one)}</span>
          </button>
        ))}
      </span>
    </div>
  )
}

const isFound = ({ type, name, description, category, permissions }: TypeChoice, search: string): boolean =>
  search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${type} ${name} ${description} ${category} ${permissions.join(" ")}`.toLowerCase().includes(word))

interface GroupProps extends Omit<TypeListProps, "types"> {
  category: Category
  types: readonly TypeChoice[]
  /** Those that the search found. */
  shown: readonly TypeChoice[]
  isOpen: boolean
  /** Only some of the types are shown, so all categories are open. */
  isNarrowed: boolean
  onToggle(): void
}

/** A category and its types. */
function Group(props: GroupProps) {
  const { shown, isOpen, picked, missing, onPick } = props
  if (shown.length === 0) return null
  return (
    <section>
      <GroupHead {...props} />
      {isOpen && (
        <ul className="grid gap-x-4 bg-sunken px-3 py-1.5 pl-12 max-md:pl-3 md:grid-cols-2">
          {shown.map((type) => (
            <Type
              key={type.type}
              type={type}
              isPicked={picked.has(type.type)}
              lacks={missing[type.type]}
              onPick={(isPicked) => onPick([type.type], isPicked)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

const keysOf = (types: readonly TypeChoice[]) => types.map(({ type }) => type)

/** Its box has three states. It ticks what is recommended of the category; while only some are shown, those. */
function GroupHead({ category, types, shown, isOpen, isNarrowed, onToggle, picked, missing, onPick }: GroupProps) {
  const count = types.filter(({ type }) => picked.has(type)).length
  const denied = types.filter(({ type }) => picked.has(type) && missing[type]).length
  const usual = types.some(({ isCostly }) => !isCostly) ? types.filter(({ isCostly }) => !isCostly) : types
  const isTicked = (isNarrowed ? shown : usual).every(({ type }) => picked.has(type))
  const isSome = shown.some(({ type }) => picked.has(type))
  const meant = isNarrowed ? shown : isTicked ? types : usual
  const toggle = { type: "button", disabled: isNarrowed, "aria-expanded": isOpen, onClick: onToggle } as const
  return (
    <div className="flex items-center gap-2.5 px-3 py-1.5">
      <button
        {...toggle}
        className="grid size-6 flex-none place-items-center"
        aria-label={`${isOpen ? "Close" : "Open"} ${category}`}
      >
        <ChevronIcon isOpen={isOpen} />
      </button>
      <input
        type="checkbox"
        aria-label={isNarrowed ? `Those shown of ${category}` : `All of ${category}`}
        checked={isTicked}
        ref={(box) => {
          if (box) box.indeterminate = isNarrowed ? !isTicked && isSome : 0 < count && count < types.length
        }}
        onChange={() => onPick(keysOf(meant), !isTicked)}
        className="accent-(--info)"
      />
      <CategoryIcon category={category} />
      <button {...toggle} className="flex min-w-0 flex-1 items-baseline gap-2 text-left">
        <span className="flex-none font-medium">{category}</span>
        <small className="truncate text-s text-ink-2">{!isOpen && namesOfSome(types)}</small>
      </button>
      {denied > 0 && <span className="flex-none text-s text-bad">{denied} not allowed</span>}
      <span className="flex-none text-s text-ink-2">
        {count === types.length ? `all ${count}` : `${count} of ${types.length}`}
      </span>
    </div>
  )
}

const namesOfSome = (types: readonly TypeChoice[]) =>
  types
    .slice(0, 5)
    .map(({ name }) => name)
    .join(", ")

interface TypeProps {
  type: TypeChoice
  isPicked: boolean
  lacks: string | undefined
  onPick(isPicked: boolean): void
}

function Type({ type, isPicked, lacks, onPick }: TypeProps) {
  const [isNear, setNear] = useState(false)
  const tip = useId()
  const note = type.isCostly ? "can be very many" : type.isReadOneByOne ? "a call for each" : ""
  return (
    <li
      className="relative"
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={() => setNear(false)}
    >
      <label className="flex items-center gap-2 py-1">
        <input
          type="checkbox"
          checked={isPicked}
          aria-describedby={isNear ? tip : undefined}
          onChange={(event) => onPick(event.target.checked)}
          className="accent-(--info)"
        />
        <TypeIcon icon={type.icon} />
        <span className="min-w-0 flex-1 truncate">{type.name}</span>
        <small className={`flex-none text-s ${lacks ? "text-bad" : "text-ink-2"}`}>
          {lacks ? `missing ${lacks}` : note}
        </small>
      </label>
      {isNear && (
        <span role="tooltip" id={tip} className="tip top-full left-8">
          {type.description}
          {type.permissions.map((action) => (
            <code key={action} className="block font-mono text-xs">
              {action}
            </code>
          ))}
        </span>
      )}
    </li>
  )
}
