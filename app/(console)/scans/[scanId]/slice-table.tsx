import { ScanChip } from "@/app/_ui/chip"
import { formatCount, formatDuration, plural } from "@/app/_ui/format"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/outcome"

type Slice = ScanJson["slices"][number]

const numbers = ["Found", "Changed", "Removed", "Duration", "AWS calls", "Retried"]

/** What the matrix says in a word, in full: one row a slice. */
export function SliceTable({ scan, types }: { scan: ScanJson; types: TypeLabel[] }) {
  const nameOf = (slice: Slice) => types.find(({ type }) => type === slice.resource_type)?.name ?? slice.resource_type
  return (
    <details className="panel mt-3.5">
      <summary className="px-3.5 py-2.5 font-semibold">{plural(scan.slices.length, "slice")} in detail</summary>
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-[12.5px]">
          <thead>
            <tr>
              {["Slice", "State"].map((head) => (
                <th key={head} scope="col" className="th">
                  {head}
                </th>
              ))}
              {numbers.map((head) => (
                <th key={head} scope="col" className="th text-right">
                  {head}
                </th>
              ))}
              <th scope="col" className="th">
                Reason
              </th>
            </tr>
          </thead>
          <tbody>
            {scan.slices.map((slice) => (
              <tr key={`${slice.resource_type}/${slice.region}`}>
                <th scope="row" className="td text-left font-medium whitespace-nowrap">
                  {nameOf(slice)}, {slice.region}
                </th>
                <td className="td">
                  <ScanChip state={slice.state} />
                </td>
                {[
                  formatCount(slice.found),
                  formatCount(slice.changed),
                  formatCount(slice.removed),
                  duration(slice),
                ].map((text, index) => (
                  <td key={numbers[index]} className="td text-right whitespace-nowrap">
                    {text}
                  </td>
                ))}
                <td className="td text-right">{formatCount(slice.aws_calls)}</td>
                <td className="td text-right">{formatCount(slice.retries)}</td>
                <td className="td min-w-52 text-ink-2">{reason(slice)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
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
