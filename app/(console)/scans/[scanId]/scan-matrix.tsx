import { useMemo, useState } from "react"
import { formatCount, plural } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import { Scrolling } from "@/app/_ui/scrolling"
import { MatrixCell } from "@/app/(console)/scans/[scanId]/matrix-cell"
import {
  GLOBAL,
  type MatrixGroup,
  type MatrixRow,
  type Slice,
  summarise,
  toMatrix,
} from "@/app/(console)/scans/[scanId]/matrix-model"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/read/outcome"

/**
 * Types are rows, and regions are columns; a global type spans all columns. The second column sums up a type in a word.
 * Many types are grouped by category. If there are many regions, a button shows or hides those without a resource.
 */
export function ScanMatrix({ scan, types }: { scan: ScanJson; types: TypeLabel[] }) {
  const { groups, regions, empty } = useMemo(() => toMatrix(scan.slices, types), [scan.slices, types])
  const [showsEmpty, setShowsEmpty] = useState(false)
  const shown = showsEmpty ? [...regions, ...empty].sort() : regions
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
  const [isOpen, setOpen] = useState(true)
  if (category === null) return <tbody>{rows.map((row) => toRow(row, regions))}</tbody>
  const slices = rows.flatMap((row) => [...row.slices.values()])
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" className="w-px py-1 text-left whitespace-nowrap">
          <button type="button" className="font-semibold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? "▾" : "▸"} {category}
          </button>
        </th>
        <td className="w-px pr-4 whitespace-nowrap text-ink-2">{summarise(slices, formatCount)}</td>
        {!isOpen && regions.map((region) => <Sum key={region} rows={rows} region={region} />)}
      </tr>
      {isOpen && rows.map((row) => toRow(row, regions))}
    </tbody>
  )
}

/** The sum of a closed category in one region. */
function Sum({ rows, region }: { rows: MatrixRow[]; region: string }) {
  const slices = rows.flatMap((row): Slice[] => [row.slices.get(region) ?? []].flat())
  return <td className="text-center text-s text-ink-3">{slices.length > 0 && summarise(slices, formatCount)}</td>
}

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
      {global ? (
        <MatrixCell slice={global} span={Math.max(1, regions.length)} />
      ) : (
        regions.map((region) => <MatrixCell key={region} slice={slices.get(region)} span={1} />)
      )}
    </tr>
  )
}
