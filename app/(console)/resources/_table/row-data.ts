import { formatKey } from "@/app/_ui/format"
import { resourceHref } from "@/app/(console)/resources/_table/table-state"
import { inOneLine } from "@/app/(console)/resources/_table/values"
import { resourceTypes } from "@/lib/aws/resource-types/registry"
import type { ResourceView } from "@/lib/inventory/read/view"
import { findColumn, propertyField, type TableColumn } from "@/lib/inventory/table-columns"
import { propertyName } from "@/lib/query/fields"

/** A cell as it is sent to the browser: a text, none, or tags. */
export type Cell = string | null | Record<string, string>

/** A row as it is sent to the browser: what the columns show, and what a person copies. */
export interface RowData {
  id: string
  type: string
  name: string | null
  rid: string
  arn: string | null
  removed: boolean
  /** Since when its slice could not be read. */
  unverified: string | null
  cells: Cell[]
  /** Its page, if that is not the one of now. */
  href?: string
}

/** How a column is shown, and the field that its values narrow the query by. */
export interface ColumnData {
  key: string
  label: string
  sort: string | null
  kind: "name" | "text" | "mono" | "time" | "tags" | "status" | "type" | "account"
  field: { field: string; path?: string } | null
}

const KINDS: Readonly<Record<string, ColumnData["kind"]>> = {
  name: "name",
  type: "type",
  status: "status",
  tags: "tags",
  account_id: "account",
  ...Object.fromEntries(
    ["resource_id", "arn", "vpc_id", "subnet_id", "private_ip", "public_ip"].map((key) => [key, "mono"]),
  ),
  ...Object.fromEntries(
    ["first_seen_at", "last_seen_at", "last_changed_at", "removed_at", "unverified_since"].map((key) => [key, "time"]),
  ),
}

const FIELDS: Readonly<Record<string, string>> = {
  type: "type",
  status: "status",
  region: "region",
  account_id: "account",
  vpc_id: "vpc",
  subnet_id: "subnet",
  private_ip: "ip",
  public_ip: "ip",
}

/** A property without a label is called by its key, in words. */
export const labelOf = ({ key, label }: TableColumn): string =>
  key === `properties.${label}` ? formatKey(label) : label

/** The columns of the table, as the browser needs them. */
export const toColumns = (keys: readonly string[]): ColumnData[] =>
  keys.flatMap((key) => {
    const column = findColumn(key)
    return column
      ? [{ key, label: labelOf(column), sort: column.sort ?? null, kind: kindOf(key), field: fieldOf(key) }]
      : []
  })

function kindOf(key: string): ColumnData["kind"] {
  const property = key.startsWith("properties.") ? propertyField(key.slice("properties.".length)) : undefined
  return property?.kind === "time" ? "time" : (KINDS[key] ?? "text")
}

function fieldOf(key: string): ColumnData["field"] {
  if (key.startsWith("tag.")) return { field: "tag", path: key.slice(4) }
  const property = key.startsWith("properties.") ? propertyField(key.slice("properties.".length)) : undefined
  if (property) return property.kind === "whole" && !property.list ? { field: property.name } : null
  return FIELDS[key] ? { field: FIELDS[key] } : null
}

/** A resource as a row. */
export const toRow = (resource: ResourceView, columns: readonly ColumnData[], asOf: string | null): RowData => ({
  ...(asOf && { href: resourceHref(resource.id, asOf) }),
  id: resource.id,
  type: resource.type,
  name: resource.name,
  rid: resource.resource_id,
  arn: resource.arn,
  removed: resource.removed_at !== null,
  unverified: resource.unverified_since,
  cells: columns.map(({ key }) => cellOf(resource, key)),
})

/** What a column shows of a resource. */
export function cellOf(resource: ResourceView, key: string): Cell {
  // The row has them already.
  if (key === "name" || key === "type") return null
  if (key === "managed") return inOneLine(resource.managed)
  if (key === "tags") return shownTags(resource.tags)
  if (key.startsWith("tag.")) return tagOf(resource.tags, key.slice("tag.".length))
  if (!key.startsWith("properties.")) return (resource[key as keyof ResourceView] as string | null) ?? null
  const field = propertyField(key.slice("properties.".length))
  const name = field ? propertyName(field) : ""
  const unit = resourceTypes.find(({ type }) => type === resource.type)?.display[name]?.unit
  return inOneLine(resource.type_specific_properties[name], unit)
}

/** A key may be `constructor`, which every object answers to. */
const tagOf = (tags: Record<string, string> | null, key: string): string | null =>
  tags && Object.hasOwn(tags, key) ? (tags[key] ?? null) : null

/** Already shown as the name. */
const NAME_TAG = "Name"
/** A row shows the first of its tags; their number, and the panel, tell of the rest. */
const MOST_TAGS = 6

function shownTags(tags: Record<string, string> | null): Cell {
  if (!tags) return null
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([key]) => key !== NAME_TAG)
      .slice(0, MOST_TAGS),
  )
}
