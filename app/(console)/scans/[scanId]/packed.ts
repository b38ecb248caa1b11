import { sliceStates } from "@/lib/db/states"
import type { ScanJson } from "@/lib/scans/read/outcome"

type Slice = ScanJson["slices"][number]

/** Type and region by their places in the lists, state, times from the scan's request on, and the counts. */
type PackedSlice = (number | null)[]

/**
 * A scan as its page gets it. A scan of many types has thousands of slices, nearly all of them without a word to say: those
 * are rows of numbers.
 */
export interface PackedScan {
  scan: Omit<ScanJson, "slices">
  types: string[]
  regions: string[]
  plain: PackedSlice[]
  /** Those with an error or a remark, by their places among all. */
  others: [place: number, slice: Slice][]
}

const COUNTS = ["found", "created", "updated", "changed", "removed", "errors", "aws_calls", "retries"] as const

const isPlain = ({ error, joined_scan_id, row_errors }: Slice) => !error && !joined_scan_id && row_errors.length === 0

/** Packs a scan. Pure; {@link unpack} is its inverse. */
export function pack({ slices, ...scan }: ScanJson): PackedScan {
  const [types, regions] = [listOf(slices, "resource_type"), listOf(slices, "region")]
  const origin = Date.parse(scan.created_at)
  const since = (at: string | null) => (at === null ? null : Date.parse(at) - origin)
  return {
    ...{ scan, types, regions },
    plain: slices
      .filter(isPlain)
      .map((slice) => [
        types.indexOf(slice.resource_type),
        regions.indexOf(slice.region),
        sliceStates.indexOf(slice.state),
        since(slice.started_at),
        since(slice.ended_at),
        ...COUNTS.map((name) => slice[name]),
      ]),
    others: slices.flatMap((slice, place): [number, Slice][] => (isPlain(slice) ? [] : [[place, slice]])),
  }
}

export function unpack({ scan, types, regions, plain, others }: PackedScan): ScanJson {
  const origin = Date.parse(scan.created_at)
  const moment = (offset: number | null | undefined) =>
    offset === null || offset === undefined ? null : new Date(origin + offset).toISOString()
  const slices = plain.map(
    ([type, region, state, started, ended, ...counts]): Slice => ({
      ...(Object.fromEntries(COUNTS.map((name, at) => [name, counts[at]])) as Pick<Slice, (typeof COUNTS)[number]>),
      resource_type: types[type ?? 0] ?? "",
      region: regions[region ?? 0] ?? "",
      state: sliceStates[state ?? 0] as Slice["state"],
      ...{ error: null, joined_scan_id: null, row_errors: [] },
      ...{ started_at: moment(started), ended_at: moment(ended) },
    }),
  )
  for (const [place, slice] of others) slices.splice(place, 0, slice)
  return { ...scan, slices } as ScanJson
}

const listOf = (slices: readonly Slice[], of: "resource_type" | "region") => [
  ...new Set(slices.map((slice) => slice[of])),
]
