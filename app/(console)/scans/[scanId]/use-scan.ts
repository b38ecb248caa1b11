"use client"

import { useEffect, useState } from "react"
import { isOpenScan } from "@/lib/db/states"
import type { ScanJson } from "@/lib/scans/read/outcome"

const POLL_MS = 2000

/**
 * The scan as it progresses. It comes by Server-Sent Events, or by polling every two seconds if a proxy cuts the
 * stream.
 * @returns the scan, and whether the last request reached the server.
 */
export function useScan(initial: ScanJson): { scan: ScanJson; isReachable: boolean } {
  const [scan, setScan] = useState(initial)
  const [isReachable, setReachable] = useState(true)
  const isOpen = isOpenScan(scan)

  useEffect(() => {
    if (!isOpen) return
    const address = `/api/aws/scans/${initial.scan_id}`
    let timer: ReturnType<typeof setInterval> | undefined
    const take = (data: string) => {
      setScan((known) => merge(known, JSON.parse(data) as ScanJson))
      setReachable(true)
    }
    const poll = async () => {
      const answer = await fetch(address).catch(() => null)
      // Signed out: the page itself leads to the sign-in.
      if (answer?.status === 401) return location.reload()
      if (answer?.ok) take(await answer.text())
      else setReachable(false)
    }
    const events = new EventSource(`${address}/events`)
    events.addEventListener("progress", (event) => take((event as MessageEvent<string>).data))
    events.addEventListener("end", () => events.close())
    events.onerror = () => {
      events.close()
      timer ??= setInterval(poll, POLL_MS)
    }
    return () => {
      events.close()
      clearInterval(timer)
    }
  }, [initial.scan_id, isOpen])

  return { scan, isReachable }
}

/** An event contains the scan, and only the slices that changed. */
function merge(known: ScanJson, news: ScanJson): ScanJson {
  const keyOf = (slice: ScanJson["slices"][number]) => `${slice.resource_type}/${slice.region}`
  const slices = new Map([...known.slices, ...news.slices].map((slice) => [keyOf(slice), slice]))
  return { ...news, slices: [...slices.values()] }
}

/** Milliseconds since the scan was requested. It keeps counting while the scan is open. */
export function useElapsed(scan: Pick<ScanJson, "state" | "created_at" | "ended_at">): number {
  const start = Date.parse(scan.created_at)
  const [now, setNow] = useState(scan.ended_at ? Date.parse(scan.ended_at) : start)
  const isOpen = isOpenScan(scan)
  useEffect(() => {
    if (!isOpen) return
    const tick = () => setNow(Date.now())
    tick()
    const timer = setInterval(tick, 200)
    return () => clearInterval(timer)
  }, [isOpen])
  return (scan.ended_at ? Date.parse(scan.ended_at) : now) - start
}
