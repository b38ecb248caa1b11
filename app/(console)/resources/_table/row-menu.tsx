"use client"

import { copyText } from "@/app/_ui/copy-text"
import { Menu, MenuItem, MenuLabel, MenuLine, MenuLink } from "@/app/_ui/menu"
import { toast } from "@/app/_ui/toast"
import type { ColumnData, RowData } from "@/app/(console)/resources/_table/row-data"

interface CellValue {
  field: string
  path: string | undefined
  value: string
}

/** What the menu is about, and where it stands. */
export interface CellTarget {
  row: RowData | null
  cell: CellValue | null
  anchor: Element | { getBoundingClientRect(): DOMRect }
}

interface RowMenuProps {
  target: CellTarget
  columns: ColumnData[]
  onClose: () => void
  onNarrow: (cell: CellValue, isOut: boolean) => void
  onOpen: (id: string) => void
}

/** The menu of a cell: narrow to its value, or exclude it; and what can be done with the row. */
export function RowMenu({ target, columns, onClose, onNarrow, onOpen }: RowMenuProps) {
  const row = target.row
  if (!row) return null
  const cells = target.cell ? [target.cell] : valuesOf(row, columns)
  const copy = async (text: string, what: string) => {
    const isDone = await copyText(text)
    toast(isDone ? `${what} copied` : "The browser does not allow it to copy", isDone ? undefined : "bad")
  }
  return (
    <Menu open onOpenChange={(isOpen) => !isOpen && onClose()} anchor={target.anchor}>
      {cells.map((cell) => (
        <div key={`${cell.field} ${cell.path} ${cell.value}`}>
          <MenuItem onClick={() => onNarrow(cell, false)}>
            Only <span className="max-w-56 truncate font-mono text-s">{labelOf(cell)}</span>
          </MenuItem>
          <MenuItem onClick={() => onNarrow(cell, true)}>
            Exclude <span className="max-w-56 truncate font-mono text-s">{labelOf(cell)}</span>
          </MenuItem>
        </div>
      ))}
      {cells.length > 0 && <MenuLine />}
      <MenuLabel>{row.name ?? row.rid}</MenuLabel>
      <MenuItem onClick={() => onOpen(row.id)}>Open beside the list</MenuItem>
      <MenuLink href={row.href ?? `/resources/${row.id}`}>Open its page</MenuLink>
      {target.cell && (
        <MenuItem onClick={() => copy(target.cell?.value ?? "", "The value was")}>Copy the value</MenuItem>
      )}
      <MenuItem onClick={() => copy(row.rid, "The id was")}>Copy the id</MenuItem>
      <MenuItem disabled={row.arn === null} onClick={() => copy(row.arn ?? "", "The ARN was")}>
        Copy the ARN
      </MenuItem>
      <MenuItem
        onClick={() => copy(new URL(row.href ?? `/resources/${row.id}`, window.location.href).href, "The link was")}
      >
        Copy a link
      </MenuItem>
    </Menu>
  )
}

const labelOf = ({ field, path, value }: CellValue): string =>
  field === "tag" ? `tag:${path}=${value}` : `${field}:${value}`

/** The row's values that narrow a query; on the keyboard, the menu is about the whole row. */
const valuesOf = (row: RowData, columns: ColumnData[]): CellValue[] =>
  columns.flatMap(({ field, kind }, at) => {
    const value = kind === "type" ? row.type : row.cells[at]
    return field && typeof value === "string" && value !== "" ? [{ field: field.field, path: field.path, value }] : []
  })
