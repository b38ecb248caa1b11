import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { ScanChip } from "@/app/_ui/chip"
import { plural } from "@/app/_ui/format"
import { Link } from "@/app/_ui/link"
import { Path } from "@/app/_ui/path"
import { RelativeTime } from "@/app/_ui/time"
import { Live } from "@/app/(console)/_time/live"
import { getConnection } from "@/lib/connections/connections"
import { type DiscoveryView, getDiscovery } from "@/lib/connections/organisation/organisation"
import { AppError } from "@/lib/errors"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Discovery" }

/** What a discovery of an organisation's accounts found. */
export default async function DiscoveryPage({ params }: { params: Promise<{ discoveryId: string }> }) {
  const ctx = await requireCtx("connections.read")
  const found = await getDiscovery(ctx, (await params).discoveryId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not_found") notFound()
    throw error
  })
  const { name } = await getConnection(ctx, found.connection_id)
  const { state, accounts_found, organisation_id, events, problem, requested_by, created_at } = found
  const isOpen = state === "queued" || state === "running"
  return (
    <>
      <Path
        to={[
          { href: "/connections", label: "Connections" },
          { href: `/connections/${found.connection_id}`, label: name },
        ]}
        here="Discovery"
      />
      <header className="mb-3.5 flex flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Discovery of accounts</h1>
        <ScanChip state={state} />
        <Live isRunning={isOpen} mayBegin={false} />
        <span className="text-ink-3">
          {plural(accounts_found, "account")}
          {organisation_id && ` in ${organisation_id}`}, started by {requested_by}{" "}
          <RelativeTime at={created_at} suffix=" ago" />
        </span>
        <span className="flex-1" />
        <Link className="btn" href="/connections">
          See the accounts
        </Link>
      </header>
      {problem && (
        <p role="alert" className="mb-3.5 rounded-md bg-warn-soft px-3 py-2 text-warn">
          {problem.message}
          {problem.missing_permission && ` The role that lists lacks ${problem.missing_permission}.`} Accounts that
          could not be listed stay as they were.
        </p>
      )}
      <section className="panel">
        <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">What is new</h2>
        {events.length === 0 && <p className="px-3.5 py-3 text-ink-2">{nothingNew(state)}</p>}
        <ul>
          {events.map(({ account_id, name: account, what }) => (
            <li key={`${account_id} ${what}`} className="flex gap-3 border-b border-line px-3.5 py-2 last:border-0">
              <span className="font-medium">{account}</span>
              <span className="font-mono text-s text-ink-2">{account_id}</span>
              <span className="ml-auto text-ink-2">{what}</span>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function nothingNew(state: DiscoveryView["state"]): string {
  if (state === "queued" || state === "running") return "Listing the accounts…"
  if (state === "failed") return "The accounts could not be listed, so nothing is known to be new."
  return state === "partial"
    ? "Nothing is new in what could be listed."
    : "Nothing has changed since the last discovery."
}
