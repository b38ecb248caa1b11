"use client"

import { useEffect, useState } from "react"
import type { ScanJson } from "@/lib/scans/outcome"

const POLL_MS = 2000

export const isOpen = (scan: Pick<ScanJson, "state">): boolean => scan.state === "queued" || scan.state === "running"

/**
 * The scan as it goes on: by Server-Sent Events, and by asking every two seconds where a proxy cuts the stream.
 * @returns the scan, and whether the server could be reached the last time.
 */
export function useScan(initial: ScanJson): { scan: ScanJson; isReachable: boolean } {
  const [scan, setScan] = useState(initial)
  const [isReachable, setReachable] = useState(true)
  const open = isOpen(scan)

  useEffect(() => {
    if (!open) return
    const address = `/api/aws/scans/${initial.scan_id}`
    let timer: ReturnType<typeof setInterval> | undefined
    const take = (data: string) => {
      setScan(JSON.parse(data) as ScanJson)
      setReachable(true)
    }
    const poll = async () => {
      const answer = await fetch(address).catch(() => null)
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
  }, [initial.scan_id, open])

  return { scan, isReachable }
}

/** Milliseconds since the scan was asked for, running on while it is open. */
export function useElapsed(scan: Pick<ScanJson, "state" | "created_at" | "ended_at">): number {
  const start = Date.parse(scan.created_at)
  const [now, setNow] = useState(scan.ended_at ? Date.parse(scan.ended_at) : start)
  const open = isOpen(scan)
  useEffect(() => {
    if (!open) return
    const tick = () => setNow(Date.now())
    tick()
    const timer = setInterval(tick, 200)
    return () => clearInterval(timer)
  }, [open])
  return (scan.ended_at ? Date.parse(scan.ended_at) : now) - start
}
