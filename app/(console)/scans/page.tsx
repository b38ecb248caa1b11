import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { ScanChip } from "@/app/_ui/chip"
import { EmptyState } from "@/app/_ui/empty-state"
import { formatCount, formatDuration, plural } from "@/app/_ui/format"
import { RelativeTime } from "@/app/_ui/time"
import { getDb } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { listScans, type ScanView } from "@/lib/scans/get"
import { toOutcome, toProgress } from "@/lib/scans/outcome"
import { requireUser } from "@/lib/web/session"

export const metadata: Metadata = { title: "Scans" }

const SHOWN = 50

/** A phone shows what happened; the wide ones are a tap away, on the scan's page. */
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

export default async function ScansPage({ searchParams }: { searchParams: Promise<{ before?: string }> }) {
  await requireUser()
  const { before } = await searchParams
  const scans = await listScans(getDb(), SHOWN, before).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "invalid") notFound()
    throw error
  })
  const last = scans.at(-1)
  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] items-center gap-3.5">
        <h1 className="text-xl font-semibold">Scans</h1>
      </header>
      {scans.length === 0 ? (
        <EmptyState title="No scans yet" text="A scan reads what an AWS account holds. Connect to one to start the first.">
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
          {scans.length === SHOWN && last && (
            <p className="border-t border-line px-3 py-2">
              <Link href={`/scans?before=${last.scan_id}`}>Older scans</Link>
            </p>
          )}
        </div>
      )}
    </>
  )
}

function ScanRow({ scan }: { scan: ScanView }) {
  const { resources_found, slices_done, slices_total } = toProgress(scan)
  const { import_stats, errors } = toOutcome(scan)
  const duration = scan.ended_at ? formatDuration(Date.parse(scan.ended_at) - Date.parse(scan.created_at)) : "–"
  return (
    <tr className="hover:bg-sunken [&:last-child>td]:border-b-0">
      <td className="td">
        <Link className="font-semibold text-ink no-underline hover:underline" href={`/scans/${scan.scan_id}`}>
          {scan.account_id ?? "not connected"}
        </Link>
        <span className="block text-xs text-ink-3">
          {plural(scan.resource_types.length, "type")}, {scan.regions[0] === "*" ? "all enabled regions" : scan.regions.join(", ")}
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
