import { useAccountName } from "@/app/_ui/account"
import { Chip, toneOf } from "@/app/_ui/chip"
import { TypeMark } from "@/app/_ui/icons"
import { RelativeTime } from "@/app/_ui/time"
import type { ColumnData, RowData } from "@/app/(console)/resources/_table/row-data"
import type { TypeName } from "@/lib/aws/resource-types/registry"

const none = <span className="text-ink-3">–</span>
const SHOWN_TAGS = 1
/** A longer text is probably cut off, so it is shown whole on hover. */
const LONG = 14

interface CellProps {
  column: ColumnData
  row: RowData
  index: number
  type: TypeName | undefined
}

/**
 * One cell. A value that narrows the query names its field; the table listens for clicks once, for all cells. A page has
 * hundreds of cells, so each has as little markup as it can.
 */
export function CellContent({ column, row, index, type }: CellProps) {
  const value = row.cells[index]
  switch (column.kind) {
    case "name":
      return <Name row={row} type={type} />
    case "type":
      return (
        <span className="cell-value" data-field="type" data-value={row.type}>
          {type?.name ?? row.type}
        </span>
      )
    case "status":
      return <Status row={row} status={typeof value === "string" ? value : null} />
    case "tags":
      return <Tags tags={typeof value === "object" ? value : null} />
    case "account":
      return typeof value === "string" ? <AccountCell id={value} /> : none
    case "time":
      return typeof value === "string" ? <RelativeTime at={value} /> : none
    default:
      return typeof value === "string" ? <Text column={column} text={value} /> : none
  }
}

function Text({ column: { field }, text }: { column: ColumnData; text: string }) {
  const title = text.length > LONG ? text : undefined
  if (!field) return <span title={title}>{text}</span>
  return (
    <span className="cell-value" data-field={field.field} data-path={field.path} title={title}>
      {text}
    </span>
  )
}

function AccountCell({ id }: { id: string }) {
  return (
    <span className="cell-value" data-field="account" data-value={id} title={id}>
      {useAccountName()(id)}
    </span>
  )
}

function Name({ row, type }: { row: RowData; type: TypeName | undefined }) {
  return (
    <span className="row-title">
      {type && <TypeMark type={type.type} color={type.icon.color} />}
      <span className="min-w-0">
        <a href={row.href ?? `/resources/${row.id}`} className="row-name" title={row.name ?? undefined}>
          {row.name ?? <i className="font-normal text-ink-3 not-italic">no name</i>}
        </a>
        <span className="id-line">{row.rid}</span>
      </span>
    </span>
  )
}

function Status({ row, status }: { row: RowData; status: string | null }) {
  return (
    <>
      {row.removed ? (
        <Chip tone="bad">removed</Chip>
      ) : status ? (
        <span className={`cell-value dot tone-${toneOf(status)}`} data-field="status">
          {status}
        </span>
      ) : (
        none
      )}
      {row.unverified && (
        <span className="dot tone-warn ml-1" title={`Its slice could not be read since ${row.unverified}`}>
          unverified
        </span>
      )}
    </>
  )
}

function Tags({ tags }: { tags: Record<string, string> | null | undefined }) {
  if (!tags)
    return (
      <span className="dot tone-warn" title="The tags could not be read">
        unknown
      </span>
    )
  const shown = Object.entries(tags)
  if (shown.length === 0) return <span className="text-ink-3">none</span>
  return (
    <span className="tag-list" title={shown.map(([key, value]) => `${key} = ${value}`).join("\n")}>
      {shown.slice(0, SHOWN_TAGS).map(([key, value]) => (
        <span key={key} data-field="tag" data-path={key} data-value={value} className="cell-value tag-chip">
          {`${key} ${value}`}
        </span>
      ))}
      {shown.length > SHOWN_TAGS && `+${shown.length - SHOWN_TAGS}`}
    </span>
  )
}
