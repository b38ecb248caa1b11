import type { RowData } from "@/app/(console)/resources/_table/row-data"
import { safeCsvCell } from "@/lib/inventory/export/csv"

/** The values of one column of everything that matches; null if the server did not answer. */
export async function readColumn(q: string, column: string, asOf: string | null): Promise<string[] | null> {
  const search = new URLSearchParams({ q, format: "ndjson", columns: column, ...(asOf && { as_of: asOf }) })
  const answer = await fetch(`/api/aws/resources/export?${search}`).catch(() => null)
  if (!answer?.ok) return null
  const lines = (await answer.text()).split("\n").filter(Boolean)
  return lines.flatMap((line) => (JSON.parse(line) as Record<string, string | null>)[column] ?? [])
}

/** Chosen rows as CSV: name, id, type and ARN. */
export function toCsv(rows: readonly RowData[]): string {
  const lines = rows.map(({ name, rid, type, arn }) =>
    [name, rid, type, arn].map((value) => safeCsvCell(value ?? "")).join(","),
  )
  return ["name,resource_id,type,arn", ...lines].join("\r\n")
}
