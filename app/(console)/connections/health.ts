import type { Tone } from "@/app/_ui/chip"
import type { MemberView } from "@/lib/connections/organisation/organisation"
import type { ConnectionView } from "@/lib/connections/view"

export interface Health {
  tone: Tone
  word: string
  /** What is wrong, and what to do; null where nothing is. */
  reason: string | null
}

/** How well a connection works, by its last runs, its last test, and how its organisation's accounts were read. */
export function healthOf(connection: ConnectionView, members: readonly MemberView[] = []): Health {
  const own = ownHealth(connection)
  const unread = members.filter(({ is_included, last_scan }) => is_included && isUnread(last_scan?.state))
  if (own.tone === "bad" || own.word === "draft" || unread.length === 0) return own
  const isBad = unread.some(({ last_scan }) => last_scan?.state === "failed")
  return { tone: isBad ? "bad" : "warn", word: `${unread.length} not read whole`, reason: null }
}

const isUnread = (state: string | undefined) => state === "failed" || state === "partial"

function ownHealth({ is_draft, failing_since, last_test, failed_runs, role_arn, kind }: ConnectionView): Health {
  if (is_draft) {
    const needsRole = kind === "role" && !role_arn
    const next = needsRole ? "Create the role, and enter its ARN." : "Test it, to use it."
    return { tone: "idle", word: "draft", reason: next }
  }
  if (failing_since) {
    return { tone: "bad", word: "needs attention", reason: `${failed_runs} runs failed in a row. Test it to see why.` }
  }
  if (!last_test) return { tone: "idle", word: "not tested", reason: null }
  if (last_test.status === "failed")
    return { tone: "bad", word: "not reached", reason: last_test.problem?.message ?? null }
  if (last_test.trust === "too_open")
    return { tone: "bad", word: "trusts too much", reason: last_test.warnings[0] ?? null }
  const missing = last_test.types.filter(({ state }) => state === "denied")
  if (missing.length > 0) {
    const actions = [...new Set(missing.flatMap(({ missing_permission }) => missing_permission ?? []))]
    const word = `${missing.length} ${missing.length === 1 ? "type" : "types"} denied`
    return {
      tone: "warn",
      word,
      reason: actions.length > 0 ? `It lacks ${actions.join(", ")}.` : (missing[0]?.message ?? null),
    }
  }
  if (last_test.status === "partial")
    return { tone: "warn", word: "partial", reason: last_test.warnings[0] ?? last_test.problem?.message ?? null }
  return { tone: "ok", word: "healthy", reason: null }
}

const KINDS = { role: "Assumed role", keys: "Saved keys", ambient: "Ambient" } as const

/** How an account is reached, and by what. */
export const reachedBy = ({
  kind,
  role_arn,
  access_key_id,
  last_test,
}: ConnectionView): { title: string; by: string } => ({
  title: KINDS[kind],
  by:
    kind === "role"
      ? (role_arn?.split("/").at(-1) ?? "no role yet")
      : kind === "keys"
        ? (access_key_id ?? "")
        : machine(last_test?.arn),
})

/** What the machine has, from what STS calls it. */
function machine(arn: string | null | undefined): string {
  if (!arn) return "what this machine has"
  if (arn.includes("assumed-role/AWSReservedSSO_")) return "SSO profile, this workstation only"
  const [kind, name] = (arn.split(":").at(-1) ?? "").split("/")
  return kind === "assumed-role" ? `role ${name}` : kind === "user" ? `user ${name}` : (arn.split(":").at(-1) ?? "")
}
