import type { Metadata } from "next"
import Link from "next/link"
import { Chip } from "@/app/_ui/chip"
import { EmptyState } from "@/app/_ui/empty-state"
import { formatCount, formatExact, plural } from "@/app/_ui/format"
import { ConnectDialog } from "@/app/(console)/resources/connect-dialog"
import { Facets } from "@/app/(console)/resources/facets"
import { Pager } from "@/app/(console)/resources/pager"
import { ResourcesTable } from "@/app/(console)/resources/resources-table"
import { RunningScans } from "@/app/(console)/resources/running-scans"
import { SearchBox } from "@/app/(console)/resources/search-box"
import { readTableQuery, type TableParams } from "@/app/(console)/resources/table-url"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import { getDb } from "@/lib/db/client"
import { listFacets, summarise } from "@/lib/inventory/facets"
import { pageResources } from "@/lib/inventory/list"
import { listRunningScans } from "@/lib/scans/get"
import { requireUser } from "@/lib/web/session"

export const metadata: Metadata = { title: "Resources" }
// The scan that the dialog starts is worked on after the answer, where there is no worker.
export const maxDuration = 300

export default async function ResourcesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const user = await requireUser()
  const { query, problem, params } = readTableQuery(await searchParams)
  const db = getDb()
  const [summary, page, facets, running] = await Promise.all([
    summarise(db),
    pageResources(db, query),
    listFacets(db, query),
    listRunningScans(db),
  ])
  const types = typeLabels()
  const connect = user.role === "admin" ? <ConnectDialog types={types} /> : null
  const isEmpty = summary.resources === 0 && query.removed === "hide"

  return (
    <>
      <header className="mb-3.5 flex flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Resources</h1>
        {!isEmpty && (
          <span className="text-ink-3">
            {formatCount(summary.resources)} in {plural(summary.accounts, "account")},{" "}
            {plural(summary.regions, "region")}
          </span>
        )}
        {summary.unverifiedSince && (
          <Chip
            tone="warn"
            title={`Since ${formatExact(summary.unverifiedSince)}. Their last known resources stay in the table.`}
          >
            {`${plural(summary.unverifiedSlices, "slice")} unverified`}
          </Chip>
        )}
        <span className="flex-1" />
        {connect}
      </header>
      <RunningScans scans={running} />
      {problem && (
        <p role="alert" className="mb-3 rounded-md bg-bad-soft px-3 py-2 text-bad">
          {problem}
        </p>
      )}
      {isEmpty ? (
        <EmptyState
          title="No resources yet"
          text="Connect to an AWS account with read-only keys. A scan finds its instances, databases, functions, buckets, load balancers and networks, and they appear here."
        >
          <a className="btn" href="/api/aws/iam-policy" target="_blank" rel="noreferrer">
            See the needed permissions
          </a>
        </EmptyState>
      ) : (
        <>
          <SearchBox total={page.total} />
          <div className="grid items-start gap-4 md:grid-cols-[204px_minmax(0,1fr)]">
            <Facets facets={facets} query={query} params={params} types={types} />
            {page.total === 0 ? (
              <EmptyState title="Nothing matches" text="No resource fits this search and these filters together.">
                <Link className="btn" href="/resources">
                  Clear all
                </Link>
              </EmptyState>
            ) : (
              <div className="panel overflow-hidden">
                <ResourcesTable rows={page.resources} types={types} sort={query.sort} params={params} />
                <Pager page={query.page} total={page.total} params={params} />
              </div>
            )}
          </div>
        </>
      )}
    </>
  )
}
