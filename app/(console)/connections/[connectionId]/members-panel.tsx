"use client"

import { useRouter } from "next/navigation"
import { useAct } from "@/app/_ui/use-act"
import { discoverNow } from "@/app/(console)/connections/actions"
import { MemberRows } from "@/app/(console)/connections/member-rows"
import type { MemberView } from "@/lib/connections/organisation/organisation"
import type { ConnectionView } from "@/lib/connections/view"

interface PanelProps {
  connection: ConnectionView
  members: readonly MemberView[]
  mayUse: boolean
  mayManage: boolean
}

/** The accounts of a connection's organisation. */
export function MembersPanel({ connection, members, mayUse, mayManage }: PanelProps) {
  const router = useRouter()
  const { busy, act } = useAct()
  const discover = () =>
    act("discover", discoverNow(connection.id), (found) => router.push(`/connections/discoveries/${found}`))
  return (
    <section className="panel min-w-0">
      <header className="flex items-center gap-2 border-b border-line px-3.5 py-2.5">
        <h2 className="flex-1 font-semibold">Accounts</h2>
        {mayUse && (
          <button
            type="button"
            className="leading-6 text-link hover:underline"
            onClick={discover}
            disabled={busy !== null}
          >
            {busy ? "Listing…" : "Discover accounts"}
          </button>
        )}
      </header>
      {members.length === 0 ? (
        <p className="px-3.5 py-3 text-ink-2">No account was discovered yet. A scan discovers them, too.</p>
      ) : (
        <table className="w-full border-collapse text-[12.5px]">
          <thead className="sr-only">
            <tr>
              {["Account", "Unit", "Last scan", "State", "Actions"].map((head) => (
                <th key={head} scope="col" colSpan={head === "Unit" ? 4 : 1}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <MemberRows members={members} connection={connection} mayManage={mayManage} indent="md:pl-3.5" />
          </tbody>
        </table>
      )}
    </section>
  )
}
