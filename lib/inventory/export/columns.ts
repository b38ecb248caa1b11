import { type SQL, sql } from "drizzle-orm"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { factNames } from "@/lib/inventory/columns"
import { managedSql } from "@/lib/inventory/managed"
import { freshness } from "@/lib/inventory/read/view"
import { propertyField, sharedColumns } from "@/lib/inventory/table-columns"

/** The columns of an export without a choice: everything that all types share, then the properties as JSON. */
export const allColumns: readonly string[] = ["id", ...sharedColumns.map(({ key }) => key), "type_specific_properties"]

const timesAt = (past: string | null): Readonly<Record<string, SQL>> => ({
  first_seen_at: sql`r.first_seen_at`,
  last_changed_at: sql`r.last_changed_at`,
  removed_at: sql`r.removed_at`,
  ...freshness(past),
})
const TEXTS = new Set<string>(["account_id", "region", "type", "resource_id", ...factNames])
/** What AWS makes, and what therefore never begins like a formula. */
const SAFE = new Set(["account_id", "region", "type", "vpc_id", "subnet_id", "private_ip", "public_ip", "arn"])

export type CellKind = "text" | "number" | "boolean" | "time"

export interface ExportColumn {
  key: string
  /** As text, for CSV and XLSX. */
  text: SQL
  /** The text of its JSON; null for a missing value. */
  json: SQL
  /** What a cell of a workbook is; a text is never taken for anything else. */
  kind: CellKind
  /** A spreadsheet would take a text that begins like a formula for one. */
  mayBeFormula: boolean
}

/** How a column is read, over a row `r` and its slice `sl`, at a moment. The key was checked by the schema. */
export function exportColumn(key: string, past: string | null): ExportColumn {
  const time = timesAt(past)[key]
  if (time) {
    const text = sql`to_char((${time}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    return { key, text, json: sql`'"' || ${text} || '"'`, kind: "time", mayBeFormula: false }
  }
  if (TEXTS.has(key)) return textColumn(key, sql.raw(`r.${key}`), !SAFE.has(key))
  if (key === "managed") return MANAGED
  if (key.startsWith("tag.")) return textColumn(key, sql`r.tags ->> ${key.slice(4)}`, true)
  if (key.startsWith("properties.")) return propertyColumn(key)
  if (key === "id") return textColumn(key, sql`r.id::text`, false)
  const text = sql.raw(`r.${key}::text`)
  return { key, text, json: text, kind: "text", mayBeFormula: false }
}

const managed = sql`(${managedSql(resourceTypeKeys)})::text`
const MANAGED: ExportColumn = { key: "managed", text: managed, json: managed, kind: "boolean", mayBeFormula: false }

const textColumn = (key: string, text: SQL, mayBeFormula: boolean): ExportColumn => ({
  ...{ key, text, mayBeFormula, kind: "text" },
  json: sql`to_json(${text})::text`,
})

const cellKinds: Readonly<Record<string, CellKind>> = { number: "number", boolean: "boolean", time: "time" }

function propertyColumn(key: string): ExportColumn {
  const name = key.slice("properties.".length)
  const kind = cellKinds[propertyField(name)?.kind ?? ""] ?? "text"
  return {
    key,
    kind,
    text: sql`r.type_specific_properties ->> ${name}`,
    json: sql`(r.type_specific_properties -> ${name})::text`,
    mayBeFormula: kind === "text",
  }
}

/**
 * Puts an apostrophe before a text that a spreadsheet would run: one that begins with = + - @, a tab or a carriage
 * return (OWASP, "CSV Injection").
 */
export const defused = (text: SQL): SQL =>
  sql`case when ascii(${text}) in (61, 43, 45, 64, 9, 13) then '''' || (${text}) else ${text} end`
