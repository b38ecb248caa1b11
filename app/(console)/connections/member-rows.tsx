import { useRouter } from "next/navigation"
import { Chip, type Tone } from "@/app/_ui/chip"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { useAct } from "@/app/_ui/use-act"
import { chooseAccounts } from "@/app/(console)/connections/actions"
import type { MemberView } from "@/lib/connections/organisation/organisation"
import type { ConnectionView } from "@/lib/connections/view"

interface Standing {
  tone: Tone
  word: string
  /** Trouble first, then what runs and waits, then what was read. */
  rank: number
  /** What is wrong, and what to do. */
  reason: string | null
}

/** How an account of an organisation stands. */
function standingOf({ state, is_included, last_scan }: MemberView): Standing {
  const stays = "Its resources stay as last seen, unverified."
  if (state === "LEFT")
    return { tone: "idle", word: "left", rank: 2, reason: `No longer in the organisation. ${stays}` }
  if (!is_included) return { tone: "idle", word: "left out", rank: 6, reason: null }
  if (state !== "ACTIVE") {
    return {
      tone: "idle",
      word: state.toLowerCase().replace("_", " "),
      rank: 1,
      reason: `${sentence(state)} in the organisation. ${stays}`,
    }
  }
  if (!last_scan) return { tone: "idle", word: "new", rank: 4, reason: null }
  if (last_scan.state === "failed") return { tone: "bad", word: "not read", rank: 0, reason: last_scan.error }
  if (last_scan.state === "partial") return { tone: "warn", word: "partial", rank: 0, reason: last_scan.error }
  if (last_scan.state === "running") return { tone: "info", word: "running", rank: 3, reason: null }
  if (last_scan.state === "queued") return { tone: "idle", word: "waiting", rank: 4, reason: null }
  if (last_scan.state === "cancelled") return { tone: "idle", word: "cancelled", rank: 4, reason: null }
  return { tone: "ok", word: "read", rank: 5, reason: null }
}

const sentence = (state: string) => `${state.charAt(0)}${state.slice(1).toLowerCase().replace("_", " ")}`

interface MembersProps {
  members: readonly MemberView[]
  connection: ConnectionView
  mayManage: boolean
  /** Where the names begin: the class of their padding, for all but phones. */
  indent: string
}

/** The accounts of an organisation, each in a row of its own. */
export function MemberRows({ members, ...shared }: MembersProps) {
  const rows = members.map((member) => ({ member, standing: standingOf(member) }))
  rows.sort((a, b) => a.standing.rank - b.standing.rank)
  return rows.map(({ member, standing }) => <Row key={member.account_id} {...{ member, standing, ...shared }} />)
}

interface RowProps extends Omit<MembersProps, "members"> {
  member: MemberView
  standing: Standing
}

function Row({ member, standing, connection, mayManage, indent }: RowProps) {
  const { account_id, name, ou_path, last_scan } = member
  return (
    <tr className="max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:border-t max-md:border-line max-md:px-3 max-md:py-1.5">
      <td className={`py-1 pr-2 whitespace-nowrap max-md:pl-8 ${indent}`}>
        <Link className="text-ink no-underline hover:underline" href={`/resources?q=account:${account_id}`}>
          {name}
        </Link>{" "}
        <span className="ml-2 font-mono text-xs text-ink-2 max-md:ml-0 max-md:block">{account_id}</span>
      </td>
      <td colSpan={4} className="px-2 py-1 text-ink-2 max-md:col-span-2 max-md:row-start-2 max-md:pl-8">
        {standing.reason ?? (last_scan?.state === "running" ? <Progress member={member} /> : ou_path)}
      </td>
      <td className="px-2 py-1 text-ink-2 max-md:pl-8 md:whitespace-nowrap">
        {last_scan ? (
          <Link className="text-ink-2 no-underline hover:underline" href={`/scans/${last_scan.scan_id}`}>
            {last_scan.ended_at ? (
              <RelativeTime at={last_scan.ended_at} suffix=" ago" />
            ) : (
              `${last_scan.slices_done} of ${last_scan.slices_total} slices`
            )}
          </Link>
        ) : (
          "never"
        )}
      </td>
      <td className="px-2 py-1 max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end">
        <Chip tone={standing.tone}>{standing.word}</Chip>
      </td>
      <td className="px-2 py-1 text-right whitespace-nowrap">
        {mayManage && <Choose member={member} connection={connection} standing={standing} />}
      </td>
    </tr>
  )
}

function Progress({ member: { last_scan } }: { member: MemberView }) {
  const { slices_done = 0, slices_total = 1 } = last_scan ?? {}
  const part = Math.round((100 * slices_done) / Math.max(1, slices_total))
  return (
    <span
      className="block h-1.5 overflow-hidden rounded-full bg-sunken"
      role="progressbar"
      aria-valuenow={part}
      aria-label="Slices done"
    >
      <span className="block h-full bg-accent" style={{ width: `${part}%` }} />
    </span>
  )
}

/** Leaves an account out, or includes it again; one without the role leads to its template. */
function Choose({ member, connection, standing }: Omit<RowProps, "mayManage" | "indent">) {
  const router = useRouter()
  const { busy, act } = useAct()
  const { account_id, name, is_included, choice } = member
  // A choice that says what the scope says anyway is taken back.
  const chosen = choice === null ? !is_included : null
  const choose = () =>
    act("choose", chooseAccounts({ id: connection.id, accounts: [{ account_id, is_included: chosen }] }), () =>
      router.refresh(),
    )
  const word = chosen === null ? "As the scope says" : is_included ? "Leave out" : "Include"
  return (
    <span className="inline-flex gap-3">
      {standing.rank === 0 && connection.external_id !== null && (
        <a
          className="leading-6"
          href={`/api/aws/cloudformation.yaml?connection=${connection.id}`}
          target="_blank"
          rel="noreferrer"
        >
          Template
        </a>
      )}
      <button
        type="button"
        className="leading-6 text-link hover:underline"
        onClick={choose}
        disabled={busy !== null}
        aria-label={`${word}: ${name}`}
      >
        {word}
      </button>
    </span>
  )
}
