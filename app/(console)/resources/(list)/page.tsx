import type { Metadata } from "next"
import { Notice } from "@/app/_ui/notice"
import { ConnectDialog } from "@/app/(console)/resources/connect-dialog"
import { Facets } from "@/app/(console)/resources/facets"
import { NothingMatches, NothingYet } from "@/app/(console)/resources/nothing"
import { Pager } from "@/app/(console)/resources/pager"
import { ResourcesHeader } from "@/app/(console)/resources/resources-header"
import { ResourcesTable } from "@/app/(console)/resources/resources-table"
import { RunningScans } from "@/app/(console)/resources/running-scans"
import { SearchBox } from "@/app/(console)/resources/search-box"
import { readTableQuery, type TableParams } from "@/app/(console)/resources/table-url"
import { can } from "@/lib/auth/permissions"
import { typeLabels } from "@/lib/aws/resource-types/registry"
import { listFacets, summarise } from "@/lib/inventory/read/facets"
import { pageResources } from "@/lib/inventory/read/list"
import { listOpenScans } from "@/lib/scans/read/list"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Resources" }
// If there is no worker, the scan that the dialog starts runs in this process after the answer.
export const maxDuration = 300

export default async function ResourcesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const ctx = await requireCtx("inventory.read")
  const { query, problem, params } = readTableQuery(await searchParams)
  const [summary, page, facets, running] = await Promise.all([
    summarise(ctx),
    pageResources(ctx, query),
    listFacets(ctx, query),
    listOpenScans(ctx),
  ])
  const types = typeLabels()
  const isEmpty = summary.resources === 0 && query.removed === "hide"
  return (
    <>
      <ResourcesHeader summary={summary}>
        {can(ctx.actor, "scans.start") && <ConnectDialog types={types} />}
      </ResourcesHeader>
      <RunningScans scans={running} />
      {problem && <Notice tone="bad">{problem}</Notice>}
      {isEmpty ? (
        <NothingYet removed={summary.removed} />
      ) : (
        <>
          <SearchBox total={page.total} />
          <div className="grid items-start gap-4 md:grid-cols-[204px_minmax(0,1fr)]">
            <Facets facets={facets} query={query} params={params} types={types} />
            {page.total === 0 ? (
              <NothingMatches />
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
