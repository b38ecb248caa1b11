"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { MoreIcon } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import { MenuButton } from "@/app/_ui/menu-button"
import { toast } from "@/app/_ui/toast"
import { unanswered } from "@/app/_ui/unanswered"
import { discoverNow, saveSchedule, scanNow, testNow } from "@/app/(console)/connections/actions"
import type { ConnectionView } from "@/lib/connections/view"

const ConnectionMenu = lazily(() =>
  import("@/app/(console)/connections/connection-menu").then((module) => module.ConnectionMenu),
)
const DeleteDialog = lazily(() =>
  import("@/app/(console)/connections/delete-dialog").then((module) => module.DeleteDialog),
)

interface ButtonsProps {
  connection: ConnectionView
  mayUse: boolean
  mayManage: boolean
  /** On the connection's own page, where there is room. */
  isWide?: boolean
}

/** What can be done with a connection: scan, test, discover, pause, edit, delete. */
export function ConnectionButtons({ connection, mayUse, mayManage, isWide = false }: ButtonsProps) {
  const [isDeleting, setDeleting] = useState(false)
  const { busy, scan, ...acts } = useActs(connection)
  if (!mayUse) return null
  return (
    <span className="inline-flex items-center gap-1.5">
      {isWide && (
        <button type="button" className="btn" onClick={acts.test} disabled={busy !== null}>
          {busy === TESTING ? busy : "Test"}
        </button>
      )}
      {connection.is_draft ? (
        !isWide && (
          <a className="btn" href={`/connections/${connection.id}`}>
            Go on
          </a>
        )
      ) : (
        <button type="button" className={isWide ? "btn btn-primary" : "btn"} onClick={scan} disabled={busy !== null}>
          {busy ?? (isWide ? "Scan now" : "Scan")}
        </button>
      )}
      <MenuButton
        label={`More for ${connection.name}`}
        className="btn btn-quiet px-1.5"
        popup={(popup) => (
          <ConnectionMenu
            {...popup}
            {...{ connection, mayManage }}
            act={{ ...acts, remove: () => setDeleting(true) }}
          />
        )}
      >
        <MoreIcon />
      </MenuButton>
      {isDeleting && <DeleteDialog connection={connection} onClose={() => setDeleting(false)} />}
    </span>
  )
}

const TESTING = "Testing…"

type Result<T> = Promise<{ ok: true; value: T } | { ok: false; message: string }>

/** What is done on the server; `busy` is the word for what is under way. */
function useActs({ id, schedule }: ConnectionView) {
  const router = useRouter()
  const [busy, setBusy] = useState<string | null>(null)
  const run = async <T,>(word: string, doing: Result<T>, then: (value: T) => void) => {
    setBusy(word)
    const result = await doing.catch(unanswered)
    setBusy(null)
    if (result.ok) return then(result.value)
    toast(result.message, "bad")
  }
  const scan = () => run("Starting…", scanNow(id), (scanId) => router.push(`/scans/${scanId}`))
  const test = () =>
    run(TESTING, testNow(id), (status) => {
      toast(STATUS[status as keyof typeof STATUS], status === "failed" ? "bad" : undefined)
      router.refresh()
    })
  const discover = () => run("Listing…", discoverNow(id), (found) => router.push(`/connections/discoveries/${found}`))
  const pause = () => {
    if (!schedule) return
    const { cron, time_zone, jitter_seconds, overlap, catch_up_seconds, is_paused } = schedule
    const set = { id, cron, time_zone, jitter_seconds, overlap, catch_up_seconds, is_paused: !is_paused }
    void run("Saving…", saveSchedule(set), () => {
      toast(is_paused ? "The schedule goes on" : "The schedule is paused")
      router.refresh()
    })
  }
  return { busy, scan, test, discover, pause }
}

const STATUS = {
  ok: "The test passed",
  partial: "The account was reached, but something is missing",
  failed: "The account was not reached",
} as const
