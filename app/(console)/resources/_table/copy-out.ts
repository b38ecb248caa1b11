import type { RowData } from "@/app/(console)/resources/_table/row-data"
import { safeCsvCell } from "@/lib/inventory/export/csv"

/**
 * The values of one column of everything that matches; null if the server did not answer.
 * @param search the parameters of an export, without its format and columns.
 */
export async function readColumn(search: Record<string, string>, column: string): Promise<string[] | null> {
  const answer = await fetch("/api/aws/resources/export", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...search, format: "ndjson", columns: column }),
  }).catch(() => null)
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
