import { findResourceType } from "@/lib/aws/resource-types/registry"
import { inventoryFields } from "@/lib/inventory/fields"
import { findField, propertyName } from "@/lib/query/fields"

/** A column of the table and of exports. */
export interface TableColumn {
  /** The contract's name: `name`, `tag.KEY`, `properties.NAME`. */
  key: string
  label: string
  /** What the list sorts by; none if it cannot be sorted. */
  sort?: string
}

/** The columns that all types share. The name is always first. */
export const sharedColumns: readonly TableColumn[] = [
  { key: "name", label: "Name", sort: "name" },
  { key: "type", label: "Type", sort: "type" },
  { key: "status", label: "Status", sort: "status" },
  { key: "region", label: "Region", sort: "region" },
  { key: "account_id", label: "Account", sort: "account_id" },
  { key: "resource_id", label: "Id" },
  { key: "arn", label: "ARN" },
  { key: "vpc_id", label: "VPC" },
  { key: "subnet_id", label: "Subnet" },
  { key: "private_ip", label: "Private IP" },
  { key: "public_ip", label: "Public IP" },
  { key: "managed", label: "Managed by AWS" },
  { key: "tags", label: "Tags" },
  { key: "first_seen_at", label: "First seen", sort: "first_seen_at" },
  { key: "last_seen_at", label: "Seen" },
  { key: "last_changed_at", label: "Changed", sort: "last_changed_at" },
  { key: "removed_at", label: "Removed" },
  { key: "unverified_since", label: "Unverified since" },
]

export const defaultColumns = [
  "name",
  "status",
  "region",
  "account_id",
  "vpc_id",
  "private_ip",
  "tags",
  "last_changed_at",
]

/** The columns of a table that shows one type alone: what people want to see of it first. */
export function columnsOf(type: string): readonly string[] {
  const definition = findResourceType(type)
  return definition ? ["name", ...definition.columns, "account_id", "last_changed_at"] : defaultColumns
}

/** Whether a property's column is one of a type's. */
export const isColumnOf = (type: string, key: string): boolean =>
  propertyField(key.slice(PROPERTY.length))?.types?.includes(type) ?? false

const PROPERTY = "properties."
const TAG = "tag."

/** The column with that key; null for a key that means nothing. */
export function findColumn(key: string): TableColumn | null {
  const shared = sharedColumns.find((column) => column.key === key)
  if (shared) return shared
  if (key.startsWith(TAG) && key.length > TAG.length) return { key, label: `Tag ${key.slice(TAG.length)}`, sort: key }
  const field = key.startsWith(PROPERTY) ? propertyField(key.slice(PROPERTY.length)) : undefined
  return field ? { key: `${PROPERTY}${propertyName(field)}`, label: field.label, sort: key } : null
}

/** The field of a property, by the property's own name. */
export function propertyField(name: string) {
  const field = findField(inventoryFields, `${PROPERTY}${name}`) ?? findField(inventoryFields, name)
  return field?.types ? field : undefined
}

/** The columns of all properties, with the types that have them. */
export const propertyColumns: readonly (TableColumn & { types: readonly string[] })[] = inventoryFields.flatMap(
  (field) => {
    const key = `${PROPERTY}${propertyName(field)}`
    return field.types ? [{ key, label: field.label, types: field.types, ...(!field.list && { sort: key }) }] : []
  },
)
