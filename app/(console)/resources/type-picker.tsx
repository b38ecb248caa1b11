import { TypeIcon } from "@/app/_ui/icons"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"

interface TypePickerProps {
  types: TypeLabel[]
  error: string | undefined
  /** Those that are checked at first; null for those of the minimal policy. */
  chosen?: readonly string[] | null
}

const keysOf = (types: readonly TypeLabel[]) => types.map(({ type }) => type).join()

/** The resource types as check-boxes, by category. */
export function TypePicker({ types, error, chosen = null }: TypePickerProps) {
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Resource types</legend>
      <input type="hidden" name="minimal_types" value={keysOf(types.filter(({ isMinimal }) => isMinimal))} />
      {[...new Set(types.map(({ category }) => category))].map((category) => (
        <Group
          key={category}
          name={category}
          types={types.filter((type) => type.category === category)}
          chosen={chosen}
        />
      ))}
      {error && (
        <span role="alert" className="mt-1 block text-s text-bad">
          {error}
        </span>
      )}
    </fieldset>
  )
}

function Group({ name, types, chosen }: Pick<TypePickerProps, "types" | "chosen"> & { name: string }) {
  return (
    <fieldset>
      <legend className="mt-2 mb-1 text-s text-ink-2">{name}</legend>
      <div className="grid gap-2 md:grid-cols-3">
        {types.map((type) => (
          <label
            key={type.type}
            className="flex items-center gap-2.5 rounded-sm border border-line px-2.5 py-2 has-checked:border-info has-checked:bg-info-soft has-focus-visible:outline-2 has-focus-visible:outline-link"
          >
            <input
              type="checkbox"
              name="resource_types"
              value={type.type}
              defaultChecked={chosen?.includes(type.type) ?? type.isMinimal}
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
    </fieldset>
  )
}
