import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { ScanChip } from "@/app/_ui/chip"
import { EmptyState } from "@/app/_ui/empty-state"
import { formatCount, formatDuration, plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { Live } from "@/app/(console)/_time/live"
import { firstOf, type RawParams } from "@/app/(console)/params"
import { checkQuery } from "@/app/(console)/resources/_table/checked-query"
import { ScanTitle } from "@/app/(console)/scans/scan-title"
import { ScansQuery } from "@/app/(console)/scans/scans-query"
import { AppError } from "@/lib/errors"
import { scanFields } from "@/lib/scans/fields"
import { countOpenScans, listScans } from "@/lib/scans/read/list"
import { toOutcome, toProgress } from "@/lib/scans/read/outcome"
import type { ScanSummary } from "@/lib/scans/read/view"
import { type ScanFilter, scanFilterSchema } from "@/lib/scans/schemas"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Scans" }

const SHOWN = 50

/** A phone leaves out the wide columns; the scan's own page shows their numbers. */
const columns = [
  { head: "Account", wide: false },
  { head: "State", wide: false },
  { head: "Found", wide: true },
  { head: "Created", wide: true },
  { head: "Changed", wide: true },
  { head: "Removed", wide: true },
  { head: "Slices", wide: true },
  { head: "Duration", wide: true },
  { head: "Started by", wide: true },
  { head: "Started", wide: false },
]

/** All scans, newest first. Its length is one piece of markup, which reads better whole. */
export default async function ScansPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireCtx("scans.read")
  const { filter, problem, wrongQuery } = readFilter(await searchParams)
  const isFiltered = Boolean(filter.q)
  const [listed, running] = await Promise.all([
    listScans(ctx, SHOWN + 1, filter).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "invalid") notFound()
      throw error
    }),
    countOpenScans(ctx),
  ])
  const scans = listed.slice(0, SHOWN)
  const last = listed.length > SHOWN ? scans.at(-1) : undefined
  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Scans</h1>
        {!filter.before && <Live isRunning={running > 0} />}
      </header>
      <ScansQuery
        query={checkQuery(filter.q ?? wrongQuery ?? "", scanFields)}
        count={isFiltered ? listed.length : null}
        most={SHOWN}
      />
      {problem && (
        <p role="alert" className="mb-3 rounded-md bg-bad-soft px-3 py-2 text-bad">
          {problem}
        </p>
      )}
      {scans.length === 0 && isFiltered ? (
        <EmptyState title="No scan matches" text="Search for another state, account or person.">
          <Link className="btn" href="/scans">
            Show all scans
          </Link>
        </EmptyState>
      ) : scans.length === 0 ? (
        <EmptyState
          title="No scans yet"
          text="A scan reads what an AWS account holds. Connect to one to start the first."
        >
          <Link className="btn" href="/resources">
            Go to resources
          </Link>
        </EmptyState>
      ) : (
        <div className="panel overflow-x-auto">
          <table className="w-full border-collapse text-[12.5px]">
            <thead>
              <tr>
                {columns.map(({ head, wide }) => (
                  <th key={head} scope="col" className={`th ${wide ? "max-md:hidden" : ""}`}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {scans.map((scan) => (
                <ScanRow key={scan.scan_id} scan={scan} />
              ))}
            </tbody>
          </table>
          {last && (
            <p className="border-t border-line px-3 py-2">
              <Link href={olderHref(filter, last.scan_id)}>Older scans</Link>
            </p>
          )}
        </div>
      )}
    </>
  )
}

interface ReadFilter {
  filter: ScanFilter
  /** What was not understood, or null. A mistake in the query is marked in the box. */
  problem: string | null
  wrongQuery: string | null
}

/** If a part of the address is not understood, the whole filter is ignored, and `problem` says why. */
function readFilter(params: RawParams): ReadFilter {
  const given = firstOf(params)
  const text = given.q?.trim() || undefined
  // A link from before the query language has the state beside it.
  const q = given.state ? `state:${given.state} ${text ?? ""}`.trim() : text
  const { data, error } = scanFilterSchema.safeParse({ ...given, state: undefined, q })
  if (data) return { filter: data, problem: null, wrongQuery: null }
  const [issue] = error.issues
  if (issue?.path[0] === "q") return { filter: {}, problem: null, wrongQuery: q ?? "" }
  return {
    filter: {},
    problem: `The address was not understood, so all scans are shown: ${issue?.message}`,
    wrongQuery: null,
  }
}

const olderHref = ({ q }: ScanFilter, before: string): string =>
  `/scans?${new URLSearchParams({ ...(q && { q }), before })}`

function ScanRow({ scan }: { scan: ScanSummary }) {
  const { resources_found, slices_done, slices_total } = toProgress(scan)
  const { import_stats, errors } = toOutcome(scan)
  const duration = scan.ended_at ? formatDuration(Date.parse(scan.ended_at) - Date.parse(scan.created_at)) : "–"
  return (
    <tr className="hover:bg-sunken [&:last-child>td]:border-b-0">
      <td className="td">
        <Link className="font-semibold text-ink no-underline hover:underline" href={`/scans/${scan.scan_id}`}>
          <ScanTitle scan={scan} />
        </Link>
        <span className="block text-xs text-ink-3">
          {plural(scan.resource_types.length, "type")},{" "}
          {scan.regions[0] === "*" ? "all enabled regions" : scan.regions.join(", ")}
        </span>
      </td>
      <td className="td">
        <ScanChip state={scan.state} />
        {errors && <span className="block text-xs text-ink-3">{plural(errors.length, "problem")}</span>}
      </td>
      <td className="td max-md:hidden">{formatCount(resources_found)}</td>
      <td className="td max-md:hidden">{formatCount(import_stats.created)}</td>
      <td className="td max-md:hidden">{formatCount(import_stats.changed)}</td>
      <td className="td max-md:hidden">{formatCount(import_stats.removed)}</td>
      <td className="td max-md:hidden">
        {slices_done} of {slices_total}
      </td>
      <td className="td max-md:hidden">{duration}</td>
      <td className="td text-ink-2 max-md:hidden">{scan.requested_by}</td>
      <td className="td text-ink-3">
        <RelativeTime at={scan.created_at} suffix=" ago" />
      </td>
    </tr>
  )
}
