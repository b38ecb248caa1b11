import { Readable } from "node:stream"
import { z } from "zod"
import type { Ctx } from "@/lib/context"
import { safeCsvCell } from "@/lib/inventory/export/csv"
import { compareSchema, fates } from "@/lib/inventory/history/schema"
import { type Compared, readComparison } from "@/lib/inventory/read/compare"

export const compareExportSchema = compareSchema.and(
  z.object({
    kind: z.enum(fates, `kind must be one of ${fates.join(", ")}.`),
    format: z.enum(["csv", "ndjson"], "format must be csv or ndjson.").default("csv"),
  }),
)

type ExportQuery = z.infer<typeof compareExportSchema>

const COLUMNS = ["id", "type", "account_id", "region", "resource_id", "arn", "name", "status", "compared_at"] as const

/**
 * Streams one list of a comparison: CSV has a row for each field that differs, NDJSON an object for each resource.
 * @throws AppError before the first byte.
 */
export async function exportComparison(ctx: Ctx, query: ExportQuery): Promise<Readable> {
  const pages = readComparison(ctx, query)
  // What can't be compared is said now, and not in the middle of a file.
  const first = await pages.next()
  async function* lines() {
    if (query.format === "csv") yield Buffer.from(`${[...COLUMNS, "field", "old", "new"].join(",")}\n`)
    const text = (page: Compared[]) =>
      Buffer.from(page.map((one) => (query.format === "csv" ? toCsv(one) : `${JSON.stringify(one)}\n`)).join(""))
    if (first.done) return
    yield text(first.value)
    for await (const page of pages) yield text(page)
  }
  return Readable.from(lines(), { objectMode: false })
}

function toCsv(one: Compared): string {
  const cells = COLUMNS.map((name) => one[name] ?? "")
  const fields = Object.entries(one.fields)
  const rows = fields.length
    ? fields.map(([field, { old, new: now }]) => [field, text(old), text(now)])
    : [["", "", ""]]
  return rows.map((row) => `${[...cells, ...row].map(safeCsvCell).join(",")}\n`).join("")
}

function text(value: unknown): string {
  if (value === null || value === undefined) return ""
  return typeof value === "string" ? value : JSON.stringify(value)
}
