import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { ScanProgress } from "@/app/(console)/scans/[scanId]/scan-progress"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import { getDb } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { getScan } from "@/lib/scans/get"
import { toScanJson } from "@/lib/scans/outcome"
import { requireUser } from "@/lib/web/session"

// A retry that the dialog starts is worked on after the answer, where there is no worker.
export const maxDuration = 300
export const metadata: Metadata = { title: "Scan" }

export default async function ScanPage({ params }: { params: Promise<{ scanId: string }> }) {
  const user = await requireUser()
  const scan = await getScan(getDb(), (await params).scanId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  const types = typeLabels().filter(({ type }) => scan.resource_types.includes(type))
  return <ScanProgress initial={toScanJson(scan)} types={types} canScan={user.role === "admin"} />
}
