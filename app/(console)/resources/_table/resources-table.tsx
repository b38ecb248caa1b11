"use client"

import { tableFeatures, useTable } from "@tanstack/react-table"
import { useRouter } from "next/navigation"
import { type KeyboardEvent, type MouseEvent, memo, type PointerEvent, useMemo, useRef, useState } from "react"
import { SortIcon } from "@/app/_ui/icons"
import { lazily } from "@/app/_ui/lazily"
import { Scrolling } from "@/app/_ui/scrolling"
import { CellContent } from "@/app/(console)/resources/_table/cells"
import type { Look } from "@/app/(console)/resources/_table/look-cookie"
import type { ColumnData, RowData } from "@/app/(console)/resources/_table/row-data"
import type { CellTarget } from "@/app/(console)/resources/_table/row-menu"
import { useTableState } from "@/app/(console)/resources/_table/table-context"
import { DEFAULT_WIDTHS, useColumnWidths } from "@/app/(console)/resources/_table/use-column-widths"
import { useRowKeys } from "@/app/(console)/resources/_table/use-row-keys"
import type { Selection } from "@/app/(console)/resources/_table/use-selection"
import type { TypeName } from "@/lib/aws/resource-types/registry"
import { toggleExcluded, toggleValue } from "@/lib/query/edit"
import { textValue } from "@/lib/query/tree"

const RowMenu = lazily(() => import("@/app/(console)/resources/_table/row-menu").then((module) => module.RowMenu))

const features = tableFeatures({})

interface TableProps {
  rows: RowData[]
  columns: ColumnData[]
  types: TypeName[]
  look: Look
  selection: Selection
  opened: string | null
  onOpen: (id: string | null) => void
}

/**
 * The inventory's table. The server sorts and pages. A click on a value narrows the query, with Alt it excludes; the
 * context menu has both; any other click opens the side panel.
 */
export function ResourcesTable({ rows, columns, types, look, selection, opened, onOpen }: TableProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const sizes = useColumnWidths(look.widths)
  const toggle = (id: string) => onOpen(id === opened ? null : id)
  const { menu, closeMenu, narrow, ...mouse } = useCells(rows, toggle)
  const definitions = useMemo(
    () => columns.map((column) => ({ id: column.key, header: column.label, meta: column })),
    [columns],
  )
  const table = useTable({ features, columns: definitions, data: rows, getRowId: (row) => row.id })
  const all = table.getRowModel().rows.map(({ original }) => original)
  useRowKeys(body, {
    open: toggle,
    select: (id) => selection.toggle(rows.filter((row) => row.id === id)),
    menu: (element, id) =>
      mouse.showMenu({ row: rows.find((row) => row.id === id) ?? null, cell: null, anchor: element }),
  })
  return (
    <Scrolling className="table-scroll" data-density={look.density} aria-label="Resources, scrolling">
      <table className="resources-table" style={{ minWidth: sizes.total(columns) }}>
        <Head columns={columns} rows={all} selection={selection} sizes={sizes} />
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: useRowKeys has the keys. */}
        <tbody ref={body} onClick={mouse.click} onContextMenu={mouse.openMenu}>
          {all.map((row) => (
            <Row
              key={row.id}
              row={row}
              columns={columns}
              type={types.find(({ type }) => type === row.type)}
              isSelected={selection.has(row.id)}
              isOpen={opened === row.id}
              onSelect={selection.toggle}
            />
          ))}
        </tbody>
      </table>
      {menu && <RowMenu target={menu} columns={columns} onClose={closeMenu} onNarrow={narrow} onOpen={onOpen} />}
    </Scrolling>
  )
}

/** What a click, and the context menu, do with the value or row under the pointer. */
function useCells(rows: readonly RowData[], open: (id: string) => void) {
  const { tree, search } = useTableState()
  const router = useRouter()
  const [menu, showMenu] = useState<CellTarget | null>(null)
  const narrow = ({ field, path, value }: NonNullable<CellTarget["cell"]>, isOut: boolean) => {
    const target = { field, ...(path !== undefined && { path }) }
    search(isOut ? toggleExcluded(tree, target, textValue(value)) : toggleValue(tree, target, textValue(value)))
  }
  const click = (event: MouseEvent) => {
    const target = event.target as HTMLElement
    const { row, cell } = read(target, rows)
    const link = target.closest("a")
    // A name is a plain link, since a page has fifty of them; with Ctrl, the browser opens it in a tab.
    if (link && isPlain(event)) {
      event.preventDefault()
      router.push(link.getAttribute("href") ?? "")
    }
    if (!row || target.closest("a, button, input, label")) return
    if (cell) return narrow(cell, event.altKey)
    if (!window.getSelection()?.toString()) open(row.id)
  }
  const openMenu = (event: MouseEvent) => {
    const { row, cell } = read(event.target as HTMLElement, rows)
    if (!row) return
    event.preventDefault()
    const point = new DOMRect(event.clientX, event.clientY, 0, 0)
    showMenu({ row, cell, anchor: { getBoundingClientRect: () => point } })
  }
  return { menu, showMenu, closeMenu: () => showMenu(null), narrow, click, openMenu }
}

const isPlain = ({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean =>
  button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey

interface HeadProps {
  columns: ColumnData[]
  rows: RowData[]
  selection: Selection
  sizes: ReturnType<typeof useColumnWidths>
}

function Head({ columns, rows, selection, sizes }: HeadProps) {
  const { state, go } = useTableState()
  return (
    <>
      <colgroup>
        <col className="wide" style={{ width: 34 }} />
        {columns.map(({ key }) => (
          <col key={key} style={{ width: sizes.of(key) }} />
        ))}
      </colgroup>
      <thead className="max-md:sr-only">
        <tr>
          <th scope="col" className="th">
            <input
              type="checkbox"
              aria-label="Select this page"
              checked={selection.hasAll(rows)}
              onChange={() => selection.togglePage(rows)}
              className="accent-(--info)"
            />
          </th>
          {columns.map((column) => (
            <Header
              key={column.key}
              column={column}
              sort={state.sort}
              onSort={(key) => go({ sort: state.sort === key ? `-${key}` : key })}
              onResize={sizes.resize}
            />
          ))}
        </tr>
      </thead>
    </>
  )
}

/** What was clicked: a row, and in it perhaps a value that narrows. */
function read(element: HTMLElement, rows: readonly RowData[]): Pick<CellTarget, "row" | "cell"> {
  const id = element.closest<HTMLElement>("tr[data-id]")?.dataset.id
  const near = element.closest<HTMLElement>("[data-field]")
  const { field, path, value = near?.textContent ?? undefined } = near?.dataset ?? {}
  const cell = field !== undefined && value !== undefined ? { field, path, value } : null
  return { row: rows.find((row) => row.id === id) ?? null, cell }
}

interface HeaderProps {
  column: ColumnData
  sort: string
  onSort: (key: string) => void
  onResize: (key: string, width: number) => void
}

const STEP = 16

/** A column's heading: a click sorts by it; dragging its edge, or the arrow keys, change its width. */
function Header({ column, sort, onSort, onResize }: HeaderProps) {
  const isSorted = column.sort !== null && sort.replace(/^-/, "") === column.sort
  const descending = isSorted && sort.startsWith("-")
  const direction = descending ? "descending" : "ascending"
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.key === "ArrowRight" ? STEP : event.key === "ArrowLeft" ? -STEP : 0
    if (step === 0) return
    event.preventDefault()
    onResize(column.key, widthOf(event.currentTarget) + step)
  }
  return (
    <th scope="col" className={`th is-${column.kind}`} aria-sort={isSorted ? direction : undefined}>
      <button
        type="button"
        className={`inline-flex max-w-full items-center gap-1 font-semibold ${column.sort === null ? "cursor-default" : "hover:text-ink"}`}
        title={column.sort === null ? "← → change its width" : "Sort by it. ← → change its width"}
        onClick={() => column.sort !== null && onSort(column.sort)}
        onKeyDown={press}
      >
        <span className="truncate">{column.label}</span>
        {isSorted && <SortIcon descending={descending} />}
      </button>
      <Grip columnKey={column.key} onResize={onResize} />
    </th>
  )
}

const widthOf = (element: HTMLElement) => element.closest("th")?.getBoundingClientRect().width ?? DEFAULT_WIDTHS.other

/** The edge of a column, for the mouse; the heading has the keys. */
function Grip({ columnKey, onResize }: { columnKey: string; onResize: HeaderProps["onResize"] }) {
  const drag = (event: PointerEvent<HTMLElement>) => {
    const element = event.currentTarget
    const [start, width] = [event.clientX, widthOf(element)]
    element.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent) => onResize(columnKey, width + moved.clientX - start)
    element.addEventListener("pointermove", move)
    element.addEventListener("pointerup", () => element.removeEventListener("pointermove", move), { once: true })
  }
  return <span aria-hidden="true" className="grip" onPointerDown={drag} />
}

/** One row. It renders again only if it changed. */
const Row = memo(function Row({
  row,
  columns,
  type,
  isSelected,
  isOpen,
  onSelect,
}: {
  row: RowData
  columns: ColumnData[]
  type: TypeName | undefined
  isSelected: boolean
  isOpen: boolean
  onSelect: (rows: RowData[]) => void
}) {
  return (
    <tr
      data-id={row.id}
      tabIndex={-1}
      aria-selected={isSelected || undefined}
      className={isSelected || isOpen ? "row is-chosen" : "row"}
    >
      <td className="td wide">
        <input
          type="checkbox"
          aria-label={`Select ${row.name ?? row.rid}`}
          checked={isSelected}
          onChange={() => onSelect([row])}
          className="accent-(--info)"
        />
      </td>
      {columns.map((column, index) => (
        <td key={column.key} className={classOf(column, index)}>
          <CellContent column={column} row={row} index={index} type={type} />
        </td>
      ))}
    </tr>
  )
})

/** A phone shows the name and the column behind it, the status, the region and when it changed. */
function classOf({ key, kind }: ColumnData, index: number): string {
  const onPhone = index === 1 || ["name", "status", "region", "last_changed_at"].includes(key)
  return `td is-${kind}${index === 1 ? " is-second" : ""}${onPhone ? "" : " wide"}`
}
