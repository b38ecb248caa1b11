"use client"

import { useRouter } from "next/navigation"
import { useEffect, useState } from "react"
import { ScanChip } from "@/app/_ui/chip"
import { formatCount } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import type { RunningScan } from "@/app/(console)/resources/running-scan"
import { ScanTitle } from "@/app/(console)/scans/scan-title"

/** Links to the scans that are under way, with how far they are. When one ends, the page's own data is loaded again. */
export function RunningScans({ scans, follows = false }: { scans: RunningScan[]; follows?: boolean }) {
  const shown = useFollowed(scans, follows)
  return shown.map(({ scan_id, state, found, slices_done, slices_total, ...scan }) => (
    <Link
      key={scan_id}
      href={`/scans/${scan_id}`}
      className="panel mb-3 flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-ink no-underline hover:bg-sunken"
    >
      <ScanChip state={state} />
      <span>
        Scan of <ScanTitle scan={scan} />: {formatCount(found)} found, {slices_done} of {slices_total} slices done
      </span>
      <span className="ml-auto text-link">Watch it</span>
    </Link>
  ))
}

const RUNNING_MS = 2_000
const IDLE_MS = 30_000

/** The open scans as they are now. Rows under the pointer stay until one has ended. */
function useFollowed(given: RunningScan[], follows: boolean): RunningScan[] {
  const router = useRouter()
  const [scans, setScans] = useState(given)
  useEffect(() => setScans(given), [given])
  const isRunning = scans.length > 0
  useEffect(() => {
    if (!follows) return
    const timer = setInterval(
      async () => {
        if (document.visibilityState !== "visible") return
        const answer = await fetch("/api/aws/scans?q=state:queued,running&limit=10").catch(() => null)
        if (!answer?.ok) return
        const { scans: now } = (await answer.json()) as { scans: Answered[] }
        setScans(now.map(fromAnswer))
        if (scans.some(({ scan_id }) => !now.some((one) => one.scan_id === scan_id))) router.refresh()
      },
      isRunning ? RUNNING_MS : IDLE_MS,
    )
    return () => clearInterval(timer)
  }, [follows, isRunning, router, scans])
  return scans
}

/** A scan as REST has it. */
type Answered = Omit<RunningScan, "found" | "slices_done" | "slices_total"> & {
  progress: { resources_found: number; slices_done: number; slices_total: number }
}

const fromAnswer = ({ progress, ...scan }: Answered): RunningScan => ({
  ...scan,
  found: progress.resources_found,
  slices_done: progress.slices_done,
  slices_total: progress.slices_total,
})
