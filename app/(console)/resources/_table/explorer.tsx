"use client"

import { useRouter, useSearchParams } from "next/navigation"
import { type ReactNode, useEffect, useState } from "react"
import { formatCount } from "@/app/_ui/format"
import { TypeShapes } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import { AsOfButton } from "@/app/(console)/_time/as-of-button"
import { writeCameFrom } from "@/app/(console)/resources/_table/came-from"
import type { CheckedQuery } from "@/app/(console)/resources/_table/checked-query"
import { Chosen } from "@/app/(console)/resources/_table/chosen"
import { type FacetData, Facets } from "@/app/(console)/resources/_table/facets"
import type { Look } from "@/app/(console)/resources/_table/look-cookie"
import { NothingMatches } from "@/app/(console)/resources/_table/nothing-matches"
import { Pager } from "@/app/(console)/resources/_table/pager"
import { QueryBox } from "@/app/(console)/resources/_table/query-box"
import { ResourcesTable } from "@/app/(console)/resources/_table/resources-table"
import type { ColumnData, RowData } from "@/app/(console)/resources/_table/row-data"
import { TableProvider, useTableState } from "@/app/(console)/resources/_table/table-context"
import { PANEL, type TableBase, type TableState } from "@/app/(console)/resources/_table/table-state"
import { Toolbar } from "@/app/(console)/resources/_table/toolbar"
import type { FieldSource } from "@/app/(console)/resources/_table/use-fields"
import { useSelection } from "@/app/(console)/resources/_table/use-selection"
import { pinTag } from "@/app/(console)/resources/actions"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import type { SavedView } from "@/lib/inventory/saved-views/schema"
import type { Node } from "@/lib/query/tree"

const SidePanel = lazily(() => import("@/app/(console)/resources/_table/side-panel").then((module) => module.SidePanel))
const ColumnsPanel = lazily(() =>
  import("@/app/(console)/resources/_table/columns-panel").then((module) => module.ColumnsPanel),
)

export interface ExplorerData {
  rows: RowData[]
  facets: FacetData[]
  count: { value: number; is_exact: boolean }
  before: number | null
  next: string | null
  previous: string | null
  /** Null if something matches: each required condition, with how many match without it. */
  blockers: { at: number; text: string; without: { value: number; is_exact: boolean } }[] | null
}

export interface ExplorerProps {
  state: TableState
  base: TableBase
  query: CheckedQuery
  /** The query's tree; everything, while it has a mistake. */
  tree: Node
  fields: FieldSource
  columns: ColumnData[]
  types: TypeName[]
  views: SavedView[]
  defaultViewId: string | null
  pinnedTags: string[]
  look: Look
  /** Null if the query has a mistake: the box says which. */
  data: ExplorerData | null
  /** The page's title and its main action. */
  title: ReactNode
  action: ReactNode
  running: ReactNode
  /** The first moment that is known; null if none is. */
  since: string | null
}

/** The resources page: the box, the facets, the table, and what stands beside it. */
export function Explorer(props: ExplorerProps) {
  return (
    <TableProvider state={props.state} base={props.base} tree={props.tree}>
      <Inside {...props} />
    </TableProvider>
  )
}

function Inside({ views, defaultViewId, pinnedTags, look, title, action, running, since, ...shown }: ExplorerProps) {
  const { data, types } = shown
  const { state } = useTableState()
  const router = useRouter()
  const [density, setDensity] = useState(look.density)
  const [isChoosing, setChoosing] = useState(false)
  const [opened, setOpened] = usePanel()
  const pin = async (key: string, isPinned: boolean) => {
    await pinTag({ key, isPinned })
    router.refresh()
  }
  return (
    <>
      <TypeShapes types={types} />
      <Toolbar
        title={title}
        action={action}
        moment={<AsOfButton asOf={state.asOf} since={since} />}
        views={views}
        defaultViewId={defaultViewId}
        density={density}
        onDensity={setDensity}
        isChoosing={isChoosing}
        onChoose={() => setChoosing(!isChoosing)}
      />
      {running}
      <Search count={data?.count ?? null} query={shown.query} fields={shown.fields} />
      <div className={`explorer ${opened || isChoosing ? "with-panel" : ""}`}>
        <Facets facets={data?.facets ?? []} types={types} onPin={pin} />
        <Listed {...shown} look={{ ...look, density }} opened={opened} onOpen={setOpened} />
        {isChoosing ? (
          <ColumnsPanel pinnedTags={pinnedTags} onPin={pin} onClose={() => setChoosing(false)} />
        ) : (
          opened && <SidePanel key={opened} id={opened} asOf={state.asOf} onClose={() => setOpened(null)} />
        )}
      </div>
    </>
  )
}

/** The box for the query, and how many match. */
function Search({
  count,
  query,
  fields,
}: { count: ExplorerData["count"] | null } & Pick<ExplorerProps, "query" | "fields">) {
  const { state, go, isPending } = useTableState()
  const found = count ? `${formatCount(count.value)}${count.is_exact ? "" : "+"} match` : ""
  return (
    <QueryBox
      query={query}
      source={fields}
      status={isPending ? "searching…" : found}
      placeholder="Search by word, type:, region:, tag:env=prod …"
      completePath={`/api/aws/query/complete${state.asOf ? `?as_of=${state.asOf}` : ""}`}
      onSearch={(q, isTyped) => go({ q }, isTyped ? "replace" : "push")}
    />
  )
}

interface ListedProps extends Pick<ExplorerProps, "columns" | "types" | "data" | "look"> {
  opened: string | null
  onOpen: (id: string | null) => void
}

/** What was found, or why nothing was. */
function Listed({ data, columns, types, look, opened, onOpen }: ListedProps) {
  const { state, isPending } = useTableState()
  useRememberedList(data)
  const selection = useSelection(`${state.asOf ?? ""} ${state.q}`)
  if (!data) {
    return (
      <p className="panel px-4 py-10 text-center text-ink-2">
        Nothing is shown: the query has a mistake, or takes too long. The message says which, and what to do.
      </p>
    )
  }
  if (data.rows.length === 0) return <NothingMatches blockers={data.blockers ?? []} />
  return (
    <div className={`panel table-panel min-w-0 overflow-hidden ${isPending ? "opacity-70" : ""}`}>
      <ResourcesTable
        rows={data.rows}
        columns={columns}
        types={types}
        look={look}
        selection={selection}
        opened={opened}
        onOpen={onOpen}
      />
      <Chosen selection={selection} count={data.count} />
      <Pager
        before={data.before}
        shown={data.rows.length}
        count={data.count}
        next={data.next}
        previous={data.previous}
      />
    </div>
  )
}

/** Remembers the list, so that the page of a resource leads to its neighbours. */
function useRememberedList(data: ExplorerData | null) {
  const { state } = useTableState()
  useEffect(() => {
    if (!data) return
    const { q, sort, asOf } = state
    const ids = data.rows.map(({ id }) => id)
    const href = `${window.location.pathname}${window.location.search}`
    writeCameFrom({ ...{ href, q, sort, asOf, ids }, previous: data.previous, next: data.next })
  }, [data, state])
}

/** The resource in the side panel. It is in the address, but the page is not loaded anew for it. */
function usePanel(): [string | null, (id: string | null) => void] {
  const params = useSearchParams()
  const set = (id: string | null) => {
    const next = new URLSearchParams(params)
    if (id) next.set(PANEL, id)
    else next.delete(PANEL)
    window.history.replaceState(null, "", `?${next.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`)
  }
  return [params.get(PANEL), set]
}
