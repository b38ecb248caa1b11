import type { Metadata } from "next"
import { EmptyState } from "@/app/_ui/empty-state"
import { Link } from "@/app/_ui/link"
import { Notice } from "@/app/_ui/notice"
import { ShortTime } from "@/app/_ui/time"
import { ChangeGroups } from "@/app/(console)/_time/change-groups"
import { Live } from "@/app/(console)/_time/live"
import { PageQuery } from "@/app/(console)/_time/page-query"
import { firstOf, hrefWith, type Params, type RawParams } from "@/app/(console)/params"
import { checkQuery } from "@/app/(console)/resources/_table/checked-query"
import { labelsOf, resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { orSay } from "@/lib/errors"
import { fieldsVersion, inventoryFields } from "@/lib/inventory/fields"
import { changeKinds, feedSchema } from "@/lib/inventory/history/schema"
import { listFeed } from "@/lib/inventory/read/feed"
import { countOpenScans } from "@/lib/scans/read/list"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Changes" }

const SHOWN = 100

/** The newest changes over everything. */
export default async function ChangesPage({ searchParams }: { searchParams: Promise<RawParams> }) {
  const ctx = await requireCtx("inventory.read")
  const params = firstOf(await searchParams)
  const { q = "", kind = "" } = params
  const parsed = feedSchema.safeParse({ ...params, q, kind: kind || undefined, limit: SHOWN })
  const [{ value: page, problem }, running] = await Promise.all([
    parsed.success
      ? orSay(listFeed(ctx, parsed.data))
      : { value: null, problem: parsed.error.issues[0]?.message ?? null },
    countOpenScans(ctx),
  ])
  const types = labelsOf([
    ...new Set([...resourceTypeKeys, ...(page?.changes.map(({ resource }) => resource.type) ?? [])]),
  ])
  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Changes</h1>
        {!params.cursor && <Live isRunning={running > 0} />}
        <span className="flex-1" />
        <Link className="btn" href={`/compare${q ? `?${new URLSearchParams({ q })}` : ""}`}>
          Compare two dates
        </Link>
      </header>
      <PageQuery query={checkQuery(q, inventoryFields)} fields={`inventory@${fieldsVersion}`} />
      {parsed.success && <KindFilter params={params} />}
      {problem && <Notice tone="bad">{problem}</Notice>}
      {page && page.changes.length === 0 && <Nothing isFiltered={Boolean(q || kind || params.from || params.to)} />}
      {page && page.changes.length > 0 && (
        <div className="panel">
          <ChangeGroups changes={page.changes} types={types} />
          <Pages params={params} next={page.next_cursor} />
        </div>
      )}
    </>
  )
}

/** The kinds, and the range of time that a link from a chart has chosen. */
function KindFilter({ params }: { params: Params }) {
  const { kind = "", from, to } = params
  return (
    <div className="mb-3 flex flex-wrap items-center gap-1.5">
      <nav aria-label="Kinds" className="flex flex-wrap gap-1.5">
        {["", ...changeKinds].map((value) => (
          <Link
            key={value}
            href={hrefWith("/changes", params, { kind: value })}
            aria-current={value === kind ? "true" : undefined}
            className={`btn px-2.5 py-1 ${value === kind ? "border-info bg-info-soft text-info" : ""}`}
          >
            {value || "all"}
          </Link>
        ))}
      </nav>
      {(from || to) && (
        <span className="ml-2 text-ink-2">
          {from && (
            <>
              from <ShortTime at={from} />{" "}
            </>
          )}
          {to && (
            <>
              to <ShortTime at={to} />{" "}
            </>
          )}
          <Link className="underline" href={hrefWith("/changes", params, { from: undefined, to: undefined })}>
            any time
          </Link>
        </span>
      )}
    </div>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) {
    return (
      <EmptyState title="No change matches" text="Nothing of this kind was found, or nothing that the query matches.">
        <Link className="btn" href="/changes">
          Show all changes
        </Link>
      </EmptyState>
    )
  }
  return (
    <EmptyState title="No changes yet" text="Each scan records what appeared, changed and went since the one before.">
      <Link className="btn" href="/resources?q=">
        Go to resources
      </Link>
    </EmptyState>
  )
}

function Pages({ params, next }: { params: Params; next: string | null }) {
  if (!params.cursor && !next) return null
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 border-t border-line px-3 py-2">
      {params.cursor && (
        <Link className="btn" href={hrefWith("/changes", params, {})}>
          Newest
        </Link>
      )}
      {next && (
        <Link className="btn" href={hrefWith("/changes", params, { cursor: next })}>
          Older
        </Link>
      )}
    </nav>
  )
}
