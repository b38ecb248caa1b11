"use client"

import { useRouter } from "next/navigation"
import { useEffect, useRef, useState } from "react"
import { Notice } from "@/app/_ui/notice"
import { Attention } from "@/app/(console)/scans/[scanId]/attention"
import { Bar, Numbers } from "@/app/(console)/scans/[scanId]/numbers"
import { type PackedScan, unpack } from "@/app/(console)/scans/[scanId]/packed"
import { ScanHeader } from "@/app/(console)/scans/[scanId]/scan-header"
import { ScanMatrix } from "@/app/(console)/scans/[scanId]/scan-matrix"
import { SliceTable } from "@/app/(console)/scans/[scanId]/slice-table"
import { useScan } from "@/app/(console)/scans/[scanId]/use-scan"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { isOpenScan } from "@/lib/db/states"
import type { ScanJson } from "@/lib/scans/read/outcome"

interface ProgressProps {
  initial: PackedScan
  types: TypeName[]
  /** Whether this person may start and cancel scans. */
  canScan: boolean
}

/** A scan, from its first second: numbers, bar, matrix, and what needs attention. */
export function ScanProgress({ initial, types, canScan }: ProgressProps) {
  const [first] = useState(() => unpack(initial))
  const { scan, isReachable } = useScan(first)
  const isOpen = isOpenScan(scan)
  useRefreshAtEnd(isOpen)
  return (
    <>
      <ScanHeader scan={scan} canScan={canScan} />
      {!isReachable && isOpen && (
        <Notice tone="warn">
          The server does not answer. The scan goes on in the background; this page asks again every two seconds.
        </Notice>
      )}
      {scan.failure && <Notice tone="bad">{failureText(scan.failure)}</Notice>}
      <Numbers scan={scan} />
      <Bar scan={scan} />
      <Attention scan={scan} types={types} />
      {scan.slices.length > 0 && <ScanMatrix scan={scan} types={types} />}
      {isOpen && scan.slices.length === 0 && !scan.is_organisation && (
        <p className="panel px-3.5 py-6 text-center text-ink-2">Connecting, and listing the account's regions…</p>
      )}
      {scan.slices.length > 0 && <SliceTable scan={scan} types={types} />}
    </>
  )
}

/** The navigation's counts come from the server, so they are read again when the scan ends. */
function useRefreshAtEnd(isOpen: boolean): void {
  const router = useRouter()
  const wasOpen = useRef(isOpen)
  useEffect(() => {
    if (wasOpen.current && !isOpen) router.refresh()
    wasOpen.current = isOpen
  }, [isOpen, router])
}

function failureText({ at, code, message }: NonNullable<ScanJson["failure"]>): string {
  const isConnecting = at === "refused" || at === "unreachable"
  return `${isConnecting ? "Failed to connect to AWS" : "Failed to scan AWS resources"}: ${code}. ${message}`
}
