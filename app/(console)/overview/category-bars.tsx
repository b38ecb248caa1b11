import { CategoryIcon } from "@/app/_ui/category-icon"
import { Bars } from "@/app/(console)/overview/bars"
import type { Category } from "@/lib/aws/resource-types/define"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { groupBy } from "@/lib/group-by"
import { print } from "@/lib/query/print"
import { textValue } from "@/lib/query/tree"

interface CategoryBarsProps {
  shares: readonly { value: string; count: number }[]
  types: readonly TypeName[]
}

/** A category in each bar; its types are named on hover. */
export function CategoryBars({ shares, types }: CategoryBarsProps) {
  const labels = new Map(types.map((type) => [type.type, type]))
  const groups = groupBy(shares, ({ value }): Category => labels.get(value)?.category ?? "Other")
  const bars = [...groups].map(([category, own]) => ({
    key: category,
    label: (
      <>
        <CategoryIcon category={category} />
        <span className="truncate" title={own.map(({ value }) => labels.get(value)?.name ?? value).join(", ")}>
          {category}
        </span>
      </>
    ),
    count: own.reduce((sum, { count }) => sum + count, 0),
    href: `/resources?${new URLSearchParams({ q: print({ kind: "term", field: "type", values: own.map(({ value }) => textValue(value)) }) })}`,
  }))
  return <Bars field="type" bars={bars.sort((a, b) => b.count - a.count)} isWhole />
}
