import type { RowData } from "@/app/(console)/resources/_table/row-data"

/** Puts text on the clipboard. @returns whether the browser allowed it. */
export const copyText = (text: string): Promise<boolean> =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  )

/** The values of one column of everything that matches; null if the server did not answer. */
export async function readColumn(q: string, column: string): Promise<string[] | null> {
  const search = new URLSearchParams({ q, format: "ndjson", columns: column })
  const answer = await fetch(`/api/aws/resources/export?${search}`).catch(() => null)
  if (!answer?.ok) return null
  const lines = (await answer.text()).split("\n").filter(Boolean)
  return lines.flatMap((line) => (JSON.parse(line) as Record<string, string | null>)[column] ?? [])
}

const FORMULA = /^[=+\-@\t\r]/

/** Chosen rows as CSV (RFC 4180): name, id, type and ARN. What a spreadsheet would run gets an apostrophe. */
export function toCsv(rows: readonly RowData[]): string {
  const cell = (value: string | null) => {
    const text = value === null ? "" : FORMULA.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = rows.map(({ name, rid, type, arn }) => [name, rid, type, arn].map(cell).join(","))
  return ["name,resource_id,type,arn", ...lines].join("\r\n")
}
