"use client"

import { useRouter } from "next/navigation"
import { useState } from "react"
import { MoreIcon } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import { Link } from "@/app/_ui/link"
import { MenuButton } from "@/app/_ui/menu-button"
import { toast } from "@/app/_ui/toast"
import { useAct } from "@/app/_ui/use-act"
import { discoverNow, pauseSchedule, scanNow, testNow } from "@/app/(console)/connections/actions"
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
          {busy === "test" ? "Testing…" : "Test"}
        </button>
      )}
      {connection.is_draft ? (
        !isWide && (
          <Link className="btn" href={`/connections/${connection.id}`} aria-label={`Go on with ${connection.name}`}>
            Go on
          </Link>
        )
      ) : (
        <button
          type="button"
          className={isWide ? "btn btn-primary" : "btn"}
          aria-label={isWide ? undefined : `Scan ${connection.name}`}
          onClick={scan}
          disabled={busy !== null}
        >
          {busy === "scan" ? "Starting…" : isWide ? "Scan now" : "Scan"}
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

/** What is done on the server; `busy` is the name of what is under way. */
function useActs({ id, schedule }: ConnectionView) {
  const router = useRouter()
  const { busy, act } = useAct()
  const scan = () => act("scan", scanNow(id), (scanId) => router.push(`/scans/${scanId}`))
  const test = () =>
    act("test", testNow(id), (status) => {
      toast(STATUS[status as keyof typeof STATUS], status === "failed" ? "bad" : undefined)
      router.refresh()
    })
  const discover = () => act("discover", discoverNow(id), (found) => router.push(`/connections/discoveries/${found}`))
  const pause = () => {
    const isPaused = !schedule?.is_paused
    void act("pause", pauseSchedule({ id, is_paused: isPaused }), () => {
      toast(isPaused ? "The schedule is paused" : "The schedule goes on")
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
