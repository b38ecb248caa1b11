import { Readable } from "node:stream"
import { z } from "zod"
import type { Ctx } from "@/lib/context"
import { safeCsvCell } from "@/lib/inventory/export/csv"
import { compareSchema, fates } from "@/lib/inventory/history/schema"
import { type Compared, compareMoments } from "@/lib/inventory/read/compare"

const PAGE = 1_000

export const compareExportSchema = compareSchema.and(
  z.object({
    kind: z.enum(fates, `kind must be one of ${fates.join(", ")}.`),
    format: z.enum(["csv", "ndjson"], "format must be csv or ndjson.").default("csv"),
  }),
)

type ExportQuery = z.infer<typeof compareExportSchema>

const COLUMNS = ["id", "type", "account_id", "region", "resource_id", "arn", "name", "status", "compared_at"] as const

/**
 * Streams one list of a comparison, a page at a time: CSV has a row for each field that differs, NDJSON an object for each
 * resource.
 * @throws AppError before the first byte.
 */
export async function exportComparison(ctx: Ctx, query: ExportQuery): Promise<Readable> {
  const read = (cursor?: string) => compareMoments(ctx, { ...query, cursor, limit: PAGE })
  const first = await read()
  async function* lines() {
    if (query.format === "csv") yield Buffer.from(`${[...COLUMNS, "field", "old", "new"].join(",")}\n`)
    for (let page = first; ; page = await read(page.next_cursor ?? undefined)) {
      for (const one of page.resources ?? []) {
        yield Buffer.from(query.format === "csv" ? toCsv(one) : `${JSON.stringify(one)}\n`)
      }
      if (!page.next_cursor) return
    }
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
