import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { pack } from "@/app/(console)/scans/[scanId]/packed"
import { PartsPanel } from "@/app/(console)/scans/[scanId]/parts-panel"
import { ScanFound } from "@/app/(console)/scans/[scanId]/scan-found"
import { ScanProgress } from "@/app/(console)/scans/[scanId]/scan-progress"
import { can } from "@/lib/auth/permissions"
import { namesOf } from "@/lib/aws/resource-types/registry"
import { isOpenScan } from "@/lib/db/states"
import { AppError } from "@/lib/errors"
import { getScan } from "@/lib/scans/read/get"
import { listScans } from "@/lib/scans/read/list"
import { toScanJson } from "@/lib/scans/read/outcome"
import { requireCtx } from "@/lib/web/session"

// If there is no worker, a retry that the dialog starts runs in this process after the answer.
export const maxDuration = 300
export const metadata: Metadata = { title: "Scan" }

/** More accounts than an organisation has by default (AWS Organizations, "Quotas"). */
const MOST_PARTS = 1_000

export default async function ScanPage({ params }: { params: Promise<{ scanId: string }> }) {
  const ctx = await requireCtx("scans.read")
  const scan = await getScan(ctx, (await params).scanId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  // A type that was taken out of the connection has slices too, which say so.
  const types = namesOf([...new Set([...scan.resource_types, ...scan.slices.map((slice) => slice.resource_type)])])
  const parts = scan.is_organisation ? await listScans(ctx, MOST_PARTS, { parent: scan.scan_id }) : null
  return (
    <>
      <ScanProgress initial={pack(toScanJson(scan))} types={types} canScan={can(ctx.actor, "scans.start")} />
      {parts && <PartsPanel parts={parts} isOpen={isOpenScan(scan)} />}
      <ScanFound ctx={ctx} scanId={scan.scan_id} isOpen={isOpenScan(scan)} />
    </>
  )
}
