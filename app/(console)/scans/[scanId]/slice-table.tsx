import { useState } from "react"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount, formatDuration, plural } from "@/app/_ui/format"
import { Scrolling } from "@/app/_ui/scrolling"
import type { Slice } from "@/app/(console)/scans/[scanId]/matrix-model"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/read/outcome"

const texts = ["Slice", "State"]
const numbers = ["Found", "Changed", "Removed", "Duration", "AWS calls", "Retried"]

/** The full facts behind the matrix: one row for each slice. The table is rendered only while it is open. */
export function SliceTable({ scan, types }: { scan: ScanJson; types: TypeName[] }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="panel mt-3.5" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="px-3.5 py-2.5 font-semibold">{plural(scan.slices.length, "slice")} in detail</summary>
      {isOpen && (
        <Scrolling className="overflow-x-auto" aria-label="Slices in detail">
          <table className="w-full border-collapse text-[12.5px]">
            <thead>
              <tr>
                {[...texts, ...numbers, "Reason"].map((head) => (
                  <th key={head} scope="col" className={`th ${numbers.includes(head) ? "text-right" : ""}`}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {scan.slices.map((slice) => (
                <SliceRow key={`${slice.resource_type}/${slice.region}`} slice={slice} types={types} />
              ))}
            </tbody>
          </table>
        </Scrolling>
      )}
    </details>
  )
}

function SliceRow({ slice, types }: { slice: Slice; types: TypeName[] }) {
  const name = types.find(({ type }) => type === slice.resource_type)?.name ?? slice.resource_type
  const counts = [slice.found, slice.changed, slice.removed].map(formatCount)
  const cells = [...counts, duration(slice), formatCount(slice.aws_calls), formatCount(slice.retries)]
  return (
    <tr>
      <th scope="row" className="td text-left font-medium whitespace-nowrap">
        {name}, {slice.region}
      </th>
      <td className="td">
        <ScanChip state={slice.state} />
      </td>
      {cells.map((text, index) => (
        <td key={numbers[index]} className="td text-right whitespace-nowrap">
          {text}
        </td>
      ))}
      <td className="td min-w-52 text-ink-2">{reason(slice)}</td>
    </tr>
  )
}

const duration = ({ started_at, ended_at }: Slice) =>
  started_at && ended_at ? formatDuration(Date.parse(ended_at) - Date.parse(started_at)) : "–"

function reason({ error, joined_scan_id, state }: Slice): string {
  if (error) return `${error.code}. ${error.message}`
  return joined_scan_id && state === "done"
    ? "Read once for this scan and another one that asked for it at the same time"
    : ""
}
