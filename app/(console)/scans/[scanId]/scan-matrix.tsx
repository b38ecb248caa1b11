import { formatCount, formatDuration } from "@/app/_ui/format"
import { TypeIcon } from "@/app/_ui/icons"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { ScanJson } from "@/lib/scans/outcome"

type Slice = ScanJson["slices"][number]

const GLOBAL = "global"

/** Types down, regions across; a global type spans them all. The second column sums a type up in a word. */
export function ScanMatrix({ scan, types }: { scan: ScanJson; types: TypeLabel[] }) {
  const regions = [...new Set(scan.slices.map(({ region }) => region))].filter((region) => region !== GLOBAL).sort()
  const at = (type: string, region: string) =>
    scan.slices.find((slice) => slice.resource_type === type && slice.region === region)
  return (
    <div className="panel mb-3.5 overflow-x-auto px-3.5 py-3">
      <table className="w-full border-separate border-spacing-x-1.5 border-spacing-y-1 text-[12.5px]">
        <thead>
          <tr className="font-mono text-s text-ink-3">
            <th scope="col">
              <span className="sr-only">Type</span>
            </th>
            <th scope="col">
              <span className="sr-only">State</span>
            </th>
            {regions.map((region) => (
              <th key={region} scope="col" className="px-1 text-center font-normal whitespace-nowrap">
                {region}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((type) => {
            const own = scan.slices.filter((slice) => slice.resource_type === type.type)
            const global = at(type.type, GLOBAL)
            return (
              <tr key={type.type} data-type={type.type}>
                <th scope="row" className="w-px py-1 pr-2 text-left font-medium whitespace-nowrap">
                  <span className="flex items-center gap-2">
                    <TypeIcon icon={type.icon} />
                    {type.name}
                  </span>
                </th>
                <td className="w-px pr-4 whitespace-nowrap text-ink-2">{summary(own)}</td>
                {global ? (
                  <Cell slice={global} span={Math.max(1, regions.length)} />
                ) : (
                  regions.map((region) => <Cell key={region} slice={at(type.type, region)} span={1} />)
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function summary(slices: Slice[]): string {
  const found = formatCount(slices.reduce((sum, slice) => sum + slice.found, 0))
  const has = (state: Slice["state"]) => slices.some((slice) => slice.state === state)
  if (slices.every(({ state }) => state === "waiting")) return "waiting"
  if (has("running") || has("waiting")) return `scanning, ${found}`
  if (slices.every(({ state }) => state === "failed")) return "failed"
  if (has("cancelled")) return `cancelled, ${found}`
  return has("failed") || has("partial") ? `partly, ${found}` : `done, ${found}`
}

const looks: Record<Slice["state"], string> = {
  waiting: "bg-sunken text-ink-3",
  running: "bg-info-soft font-semibold text-info",
  done: "bg-ok-soft text-ok",
  partial: "bg-warn-soft font-semibold text-warn",
  failed: "bg-bad-soft font-semibold text-bad",
  cancelled: "bg-sunken text-ink-3",
}

function Cell({ slice, span }: { slice: Slice | undefined; span: number }) {
  if (!slice) return <td colSpan={span} />
  return (
    <td
      colSpan={span}
      data-state={slice.state}
      title={facts(slice)}
      className={`rounded-sm px-1 py-1.5 text-center text-s ${looks[slice.state]}`}
    >
      {words(slice)}
      {slice.region === GLOBAL && " · global"}
    </td>
  )
}

/** The commonest failures in a word; the reason and the mend stand below the matrix. */
const failures: Record<string, string> = {
  AccessDenied: "denied",
  RegionNotEnabled: "not enabled",
  Timeout: "timed out",
  ExpiredToken: "expired",
  ExpiredTokenException: "expired",
  RequestExpired: "expired",
}

function words({ state, found, error }: Slice): string {
  const count = formatCount(found)
  if (state === "running") return `${count}…`
  if (state === "failed") return (error && failures[error.code]) ?? "failed"
  if (state === "partial") return `${count}, partly`
  return state === "done" ? count : state
}

function facts({ state, started_at, ended_at, aws_calls, retries, error, joined_scan_id }: Slice): string {
  if (joined_scan_id && state === "done")
    return "Read once for this scan and another one that asked for it at the same time"
  if (joined_scan_id && state !== "cancelled") return "Another scan reads it at this moment, for both"
  const time = started_at && ended_at ? `${formatDuration(Date.parse(ended_at) - Date.parse(started_at))}, ` : ""
  return `${time}${aws_calls} AWS calls, ${retries} retried${error ? `. ${error.message}` : ""}`
}
