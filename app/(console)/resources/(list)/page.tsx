import type { Metadata } from "next"
import { cookies } from "next/headers"
import { redirect } from "next/navigation"
import { Notice } from "@/app/_ui/notice"
import { AsOfBar } from "@/app/(console)/_time/as-of-bar"
import { checkQuery } from "@/app/(console)/resources/_table/checked-query"
import { Explorer, type ExplorerData } from "@/app/(console)/resources/_table/explorer"
import { LOOK_COOKIE, readLook } from "@/app/(console)/resources/_table/look-cookie"
import { type ReadTable, readTable, type TableParams } from "@/app/(console)/resources/_table/read-table"
import { type ColumnData, toColumns, toRow } from "@/app/(console)/resources/_table/row-data"
import { tableHref } from "@/app/(console)/resources/_table/table-state"
import { ConnectButton } from "@/app/(console)/resources/connect-button"
import { loadSummary } from "@/app/(console)/resources/load-summary"
import { NothingYet } from "@/app/(console)/resources/nothing-yet"
import { PageTitle } from "@/app/(console)/resources/page-title"
import { toRunning } from "@/app/(console)/resources/running-scan"
import { RunningScans } from "@/app/(console)/resources/running-scans"
import { can } from "@/lib/auth/permissions"
import { listBundles } from "@/lib/aws/resource-types/choices"
import { namesOf } from "@/lib/aws/resource-types/registry"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { fieldsVersion, inventoryFields } from "@/lib/inventory/fields"
import { historyStart } from "@/lib/inventory/history/gaps"
import { findBlockers } from "@/lib/inventory/read/blockers"
import { listFacets, plainFacets } from "@/lib/inventory/read/facets"
import { pageResources } from "@/lib/inventory/read/list"
import { recently } from "@/lib/inventory/read/recent"
import { getPreferences, listViews } from "@/lib/inventory/saved-views/saved-views"
import type { ListQuery } from "@/lib/inventory/schemas"
import { parse } from "@/lib/query/parse"
import { print } from "@/lib/query/print"
import { EVERYTHING, type Node } from "@/lib/query/tree"
import { listOpenScans } from "@/lib/scans/read/list"
import type { ScanSummary } from "@/lib/scans/read/view"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Resources" }
// If there is no worker, the scan that the dialog starts runs in this process after the answer.
export const maxDuration = 300

export default async function ResourcesPage({ searchParams }: { searchParams: Promise<TableParams> }) {
  const ctx = await requireCtx("inventory.read")
  const [params, views, preferences] = await Promise.all([searchParams, listViews(ctx), getPreferences(ctx)])
  const table = readTable(params, views, preferences.defaultViewId)
  if (table.redirectTo) redirect(table.redirectTo)
  const columns = toColumns(table.state.columns)
  const facets = [...plainFacets, ...preferences.pinnedTags.map((key) => `tag.${key}`)]
  const [summary, since, running, { data, problem }, jar] = await Promise.all([
    loadSummary(),
    recently(ctx, "history start", () => historyStart(ctx)),
    listOpenScans(ctx),
    table.query ? loadOrSay(ctx, table.query, facets, columns) : { data: null, problem: null },
    cookies(),
  ])
  const types = namesOf(shownTypes(data))
  const connect = can(ctx.actor, "scans.start") ? <ConnectButton bundles={listBundles()} /> : null
  const title = <PageTitle summary={summary} isPast={table.state.asOf !== null} />
  if (summary.resources === 0 && table.state.q === "" && !table.state.asOf) {
    return (
      <>
        <header className="mb-3 flex flex-wrap items-center gap-x-2.5 gap-y-2">
          {title}
          <span className="flex-1" />
          {connect}
        </header>
        <RunningScans scans={running.map(toRunning)} follows />
        <NothingYet removed={summary.removed} />
      </>
    )
  }
  return (
    <Explorer
      state={table.state}
      base={table.base}
      query={checkQuery(table.state.q, inventoryFields)}
      tree={treeOf(table.state.q)}
      fields={`inventory@${fieldsVersion}`}
      columns={columns}
      types={types}
      views={views}
      defaultViewId={preferences.defaultViewId}
      pinnedTags={preferences.pinnedTags}
      look={readLook(jar.get(LOOK_COOKIE)?.value)}
      data={data}
      title={title}
      action={connect}
      since={since}
      running={<Above table={table} running={running} problem={problem} />}
    />
  )
}

/** The types that the page names: those of its rows, and of the filter. */
function shownTypes(data: ExplorerData | null): string[] {
  const filtered = data?.facets.find(({ name }) => name === "type")?.values ?? []
  return [...new Set([...(data?.rows ?? []).map(({ type }) => type), ...filtered.map(({ value }) => value)])]
}

function treeOf(q: string): Node {
  const parsed = parse(q, inventoryFields)
  return parsed.ok ? parsed.tree : EVERYTHING
}

interface AboveProps {
  table: ReadTable
  running: ScanSummary[]
  problem: string | null
}

/** What stands above the table: that it shows the past, the scans under way, and what was not understood. */
function Above({ table: { state, base, problem: wrong, isQueryWrong }, running, problem }: AboveProps) {
  return (
    <>
      {state.asOf && <AsOfBar asOf={state.asOf} q={state.q} nowHref={tableHref({ ...state, asOf: null }, base)} />}
      <RunningScans scans={running.map(toRunning)} follows />
      {wrong && !isQueryWrong && <Notice tone="bad">{wrong}</Notice>}
      {problem && <Notice tone="bad">{problem}</Notice>}
    </>
  )
}

/** A foreign cursor leads to the first page; a query that takes too long says which term to narrow. */
async function loadOrSay(
  ctx: Ctx,
  query: ListQuery,
  facets: string[],
  columns: ColumnData[],
): Promise<{ data: ExplorerData | null; problem: string | null }> {
  try {
    return { data: await load(ctx, query, facets, columns), problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const first = { ...query, cursor: undefined }
    const data = query.cursor && error.code === "invalid" ? await load(ctx, first, facets, columns) : null
    return { data, problem: error.message }
  }
}

async function load(ctx: Ctx, query: ListQuery, facets: string[], columns: ColumnData[]): Promise<ExplorerData> {
  const question = `facets ${facets.join(" ")} of ${print(query.tree)} at ${query.asOf}`
  const [page, counted] = await Promise.all([
    pageResources(ctx, query),
    recently(ctx, question, () => listFacets(ctx, query, facets)),
  ])
  const isEmpty = page.resources.length === 0
  // Where nothing matches, the filters still say what there is: with it, one changes the query.
  const all = isEmpty ? await everyFacet(ctx, query, facets) : {}
  return {
    rows: page.resources.map((resource) => toRow(resource, columns, query.asOf)),
    facets: facets.map((name) => ({ name, values: withZeros(counted.facets[name] ?? [], all[name] ?? []) })),
    count: counted.count,
    before: page.before,
    next: page.next_cursor,
    previous: page.previous_cursor,
    blockers: isEmpty ? await findBlockers(ctx, query) : null,
  }
}

type Values = ExplorerData["facets"][number]["values"]

/** The values of the whole inventory. */
async function everyFacet(ctx: Ctx, query: ListQuery, facets: string[]): Promise<Record<string, Values>> {
  const whole = { ...query, tree: EVERYTHING }
  const counted = await recently(ctx, `facets ${facets.join(" ")} of everything at ${query.asOf}`, () =>
    listFacets(ctx, whole, facets),
  )
  return counted.facets
}

/** The counted values, and behind them the known ones that nothing of the query has. */
const withZeros = (counted: Values, known: Values): Values => [
  ...counted,
  ...known
    .filter(({ value }) => !counted.some((one) => one.value === value))
    .map(({ value }) => ({ value, count: 0, is_exact: true })),
]
