import { formatCount } from "@/app/_ui/format"
import { BUNDLE_NAMES } from "@/app/(console)/resources/choice-texts"
import type { TypeChoiceState } from "@/app/(console)/resources/read-types"
import type { Bundle, BundleKey } from "@/lib/aws/resource-types/choices"
import type { Cost } from "@/lib/aws/resource-types/cost"

interface BundleListProps {
  bundles: readonly Bundle[]
  choice: TypeChoiceState
  own: Cost
  difference: string
  onChoose(key: BundleKey | "own"): void
}

/** The bundles and a person's own choice, each with its price. */
export function BundleList({ bundles, choice, own, difference, onChoose }: BundleListProps) {
  const rows = [
    ...bundles.map((bundle) => ({ ...bundle, ...BUNDLE_NAMES[bundle.key] })),
    { ...own, key: "own" as const, title: "My own", text: difference },
  ]
  const chosen = "bundle" in choice ? choice.bundle : "own"
  return (
    <div className="divide-y divide-line overflow-hidden rounded-md border border-line">
      {rows.map(({ key, title, text, types, calls, permissions }) => (
        <label
          key={key}
          className="flex flex-wrap items-center gap-x-3 px-3 py-1.5 has-checked:bg-info-soft has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-link"
        >
          <input
            type="radio"
            name="choice"
            checked={key === chosen}
            onChange={() => onChoose(key)}
            className="accent-(--info)"
          />
          <span className="min-w-0 flex-1 max-md:basis-3/4">
            <span className="block font-medium">{title}</span>
            <small className="block text-s text-ink-2">{text}</small>
          </span>
          <Amount value={types} of="types" width="md:w-20" />
          <Amount value={calls} of="calls" width="md:w-24" />
          <Amount value={permissions} of="permissions" width="md:w-32" />
        </label>
      ))}
    </div>
  )
}

const Amount = ({ value, of, width }: { value: number; of: string; width: string }) => (
  <span className={`text-right text-s text-ink-2 tabular-nums max-md:pl-7 ${width}`}>
    <strong className="text-ink">{formatCount(value)}</strong> {of}
  </span>
)
