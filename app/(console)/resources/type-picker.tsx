"use client"

import { useId, useState } from "react"
import { TypeIcon } from "@/app/_ui/icons"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"

interface TypePickerProps {
  types: TypeLabel[]
  error: string | undefined
  /** Those that are checked at first; null for those of the minimal policy. */
  chosen?: readonly string[] | null
}

const keysOf = (types: readonly TypeLabel[]) => types.map(({ type }) => type)

/** The resource types as check-boxes, by category, with a search. What a search hides stays as it is. */
export function TypePicker({ types, error, chosen = null }: TypePickerProps) {
  const minimal = keysOf(types.filter(({ isMinimal }) => isMinimal))
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set(chosen ?? minimal))
  const [search, setSearch] = useState("")
  const searchId = useId()
  const set = (keys: readonly string[], isPicked: boolean) =>
    setPicked((before) => new Set(isPicked ? [...before, ...keys] : [...before].filter((key) => !keys.includes(key))))
  const found = types.filter((type) => isFound(type, search))
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Resource types</legend>
      <input type="hidden" name="minimal_types" value={minimal.join()} />
      {[...picked].map((key) => (
        <input key={key} type="hidden" name="resource_types" value={key} />
      ))}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <input
          id={searchId}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          // The form would be sent.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
          placeholder="Search types"
          aria-label="Search resource types"
          className="w-44 rounded-sm border border-line px-2 py-1"
        />
        <span className="text-s text-ink-2">
          {picked.size} of {types.length} chosen
        </span>
        <span className="ml-auto flex gap-3 text-s">
          <Choice label="Minimal" onChoose={() => setPicked(new Set(minimal))} />
          <Choice
            label="Recommended"
            onChoose={() => setPicked(new Set(keysOf(types.filter((one) => !one.isCostly))))}
          />
          <Choice label="All" onChoose={() => setPicked(new Set(keysOf(types)))} />
          <Choice label="None" onChoose={() => setPicked(new Set())} />
        </span>
      </div>
      {[...new Set(types.map(({ category }) => category))].map((category) => (
        <Group
          key={category}
          name={category}
          types={types.filter((type) => type.category === category)}
          shown={found.filter((type) => type.category === category)}
          isSearched={search.trim() !== ""}
          picked={picked}
          onPick={set}
        />
      ))}
      {found.length === 0 && <p className="mt-2 text-s text-ink-2">No resource type matches “{search.trim()}”.</p>}
      {error && (
        <span role="alert" className="mt-1 block text-s text-bad">
          {error}
        </span>
      )}
    </fieldset>
  )
}

const isFound = ({ type, name, description, category }: TypeLabel, search: string) =>
  search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => `${type} ${name} ${description} ${category}`.toLowerCase().includes(word))

const Choice = ({ label, onChoose }: { label: string; onChoose(): void }) => (
  <button type="button" onClick={onChoose} className="text-link hover:underline">
    {label}
  </button>
)

interface GroupProps {
  name: string
  types: readonly TypeLabel[]
  /** Those that the search found. */
  shown: readonly TypeLabel[]
  isSearched: boolean
  picked: ReadonlySet<string>
  onPick(keys: readonly string[], isPicked: boolean): void
}

/** A category. It is open at first if something of it is chosen, and while a search has something in it. */
function Group({ name, types, shown, isSearched, picked, onPick }: GroupProps) {
  const count = types.filter(({ type }) => picked.has(type)).length
  const [isOpen, setIsOpen] = useState(count > 0)
  if (shown.length === 0) return null
  return (
    <details
      className="mt-2"
      open={isOpen || isSearched}
      onToggle={(event) => !isSearched && setIsOpen(event.currentTarget.open)}
    >
      <summary className="cursor-pointer py-1 text-s text-ink-2">
        <span className="font-medium text-ink">{name}</span> · {count} of {types.length}
      </summary>
      <div className="mt-1 grid gap-2 md:grid-cols-3">
        {shown.map((type) => (
          <label
            key={type.type}
            className="flex items-center gap-2.5 rounded-sm border border-line px-2.5 py-2 has-checked:border-info has-checked:bg-info-soft has-focus-visible:outline-2 has-focus-visible:outline-link"
          >
            <input
              type="checkbox"
              checked={picked.has(type.type)}
              onChange={(event) => onPick([type.type], event.target.checked)}
              className="accent-(--info)"
            />
            <TypeIcon icon={type.icon} />
            <span className="min-w-0">
              <span className="block">{type.name}</span>
              <small className="block text-xs leading-tight text-ink-2">{type.description}</small>
            </span>
          </label>
        ))}
      </div>
    </details>
  )
}
