import { useMemo, useState } from "react"
import { CategoryIcon } from "@/app/_ui/category-icon"
import { formatCount, plural } from "@/app/_ui/format"
import { ChevronIcon, TypeIcon } from "@/app/_ui/icons"
import { Scrolling } from "@/app/_ui/scrolling"
import { MatrixCell, SumCell } from "@/app/(console)/scans/[scanId]/matrix-cell"
import {
  GLOBAL,
  type MatrixGroup,
  type MatrixRow,
  type Slice,
  summarise,
  toMatrix,
} from "@/app/(console)/scans/[scanId]/matrix-model"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/read/outcome"

/**
 * Types are rows, and regions are columns; a global type spans all columns, or has its own beside categories. The second column sums up a type in a word.
 * Many types stand in their categories, which add them up and open. If there are many regions, a button shows or hides those without a resource.
 */
export function ScanMatrix({ scan, types }: { scan: ScanJson; types: TypeName[] }) {
  const { groups, regions, empty } = useMemo(() => toMatrix(scan.slices, types), [scan.slices, types])
  const [showsEmpty, setShowsEmpty] = useState(false)
  const inRegions = showsEmpty ? [...regions, ...empty].sort() : regions
  // A category has global types beside others, so they need a column.
  const shown = hasCategories(groups) && hasGlobal(groups) ? [GLOBAL, ...inRegions] : inRegions
  return (
    <Scrolling className="panel mb-3.5 overflow-x-auto px-3.5 py-3" aria-label="Slices by type and region">
      <table className="w-full border-separate border-spacing-x-1.5 border-spacing-y-1 text-[12.5px]">
        <thead>
          <tr className="font-mono text-s text-ink-3">
            {["Type", "State"].map((head) => (
              <th key={head} scope="col">
                <span className="sr-only">{head}</span>
              </th>
            ))}
            {shown.map((region) => (
              <th key={region} scope="col" className="px-1 text-center font-normal whitespace-nowrap">
                {region}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <Group key={group.category ?? ""} group={group} regions={shown} />
        ))}
      </table>
      {empty.length > 0 && (
        <button type="button" className="mt-2 text-link" onClick={() => setShowsEmpty(!showsEmpty)}>
          {showsEmpty ? "Hide" : "Show"} {plural(empty.length, "region")} without a resource
        </button>
      )}
    </Scrolling>
  )
}

function Group({ group: { category, rows }, regions }: { group: MatrixGroup; regions: string[] }) {
  const [isOpen, setOpen] = useState(false)
  if (category === null) return <tbody>{rows.map((row) => toRow(row, regions))}</tbody>
  const slices = rows.flatMap((row) => [...row.slices.values()])
  return (
    <tbody>
      <tr data-category={category}>
        <th scope="rowgroup" className="w-px py-1 pr-2 text-left whitespace-nowrap">
          <button
            type="button"
            className="flex items-center gap-2 font-semibold"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronIcon isOpen={isOpen} />
            <CategoryIcon category={category} />
            <span className="text-left">
              {category}
              <small className="block text-xs font-normal text-ink-2">{plural(rows.length, "type")}</small>
            </span>
          </button>
        </th>
        <td className="w-px pr-4 whitespace-nowrap text-ink-2">{summarise(slices, formatCount)}</td>
        <Sums rows={rows} regions={regions} />
      </tr>
      {isOpen && rows.map((row) => toRow(row, regions))}
    </tbody>
  )
}

/** A category in each region. */
const Sums = ({ rows, regions }: { rows: MatrixRow[]; regions: string[] }) =>
  regions.map((region) => (
    <SumCell key={region} slices={rows.flatMap((row): Slice[] => [row.slices.get(region) ?? []].flat())} />
  ))

const hasCategories = (groups: readonly MatrixGroup[]) => groups.some(({ category }) => category !== null)

const hasGlobal = (groups: readonly MatrixGroup[]) =>
  groups.some(({ rows }) => rows.some(({ slices }) => slices.has(GLOBAL)))

const toRow = (row: MatrixRow, regions: string[]) => <Row key={row.type.type} row={row} regions={regions} />

function Row({ row: { type, slices }, regions }: { row: MatrixRow; regions: string[] }) {
  const global = slices.get(GLOBAL)
  return (
    <tr data-type={type.type}>
      <th scope="row" className="w-px py-1 pr-2 text-left font-medium whitespace-nowrap">
        <span className="flex items-center gap-2">
          <TypeIcon icon={type.icon} />
          {type.name}
        </span>
      </th>
      <td className="w-px pr-4 whitespace-nowrap text-ink-2">{summarise([...slices.values()], formatCount)}</td>
      {global && !regions.includes(GLOBAL) ? (
        <MatrixCell slice={global} span={Math.max(1, regions.length)} isAcross />
      ) : (
        regions.map((region) => <MatrixCell key={region} slice={slices.get(region)} span={1} />)
      )}
    </tr>
  )
}
