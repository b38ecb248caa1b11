import { finished, Readable } from "node:stream"
import { type SQL, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { AppError } from "@/lib/errors"
import { allColumns, defused, type ExportColumn, exportColumn } from "@/lib/inventory/export/columns"
import { copyOut } from "@/lib/inventory/export/copy"
import { csvCell } from "@/lib/inventory/export/csv"
import type { ExportFormat, ExportRequest } from "@/lib/inventory/export/schema"
import { compile, overHalves } from "@/lib/inventory/read/compile"
import { countResources } from "@/lib/inventory/read/facets"
import { keyColumns, orderBy, orderOf } from "@/lib/inventory/read/order"
import { run } from "@/lib/inventory/read/run"
import { sliceJoin } from "@/lib/inventory/read/view"
import { arrayLiteral } from "@/lib/query/to-sql"

export const exportTypes: Readonly<Record<ExportFormat, string>> = {
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

/** With control characters for delimiter and quote, COPY writes JSON as it is: JSON never contains them. */
const AS_IT_IS = `format csv, delimiter e'\\x02', quote e'\\x01'`
/** Each export holds a connection to the database. */
const MOST_AT_ONCE = 4
let running = 0

/**
 * Streams the resources of a query, or of a selection, in the order of the list.
 * @param signal ends the export, and its query in the database.
 * @throws AppError rate_limited if too many exports run in this process.
 */
export async function exportResources(ctx: Ctx, request: ExportRequest, signal: AbortSignal): Promise<Readable> {
  authorise(ctx, "inventory.read")
  if (running >= MOST_AT_ONCE) {
    throw new AppError("rate_limited", `Too many requests: ${running} exports are running. Wait for one to end.`, {
      retryAfterSeconds: 10,
    })
  }
  running++
  try {
    const stream = await open(ctx, request, signal)
    finished(stream, () => running--)
    const leave = () => stream.destroy()
    signal.addEventListener("abort", leave, { once: true })
    // The reader may have left while the export was opened.
    if (signal.aborted) leave()
    return stream
  } catch (error) {
    running--
    throw error
  }
}

async function open(ctx: Ctx, request: ExportRequest, signal: AbortSignal): Promise<Readable> {
  const columns = columnsOf(request)
  const copy = async (list: SQL, names: SQL, format: string, heading?: string) =>
    copyOut(ctx, await selected(ctx, request, list, names), {
      ...{ format, heading, signal },
      // What stands behind a moment's rows is found by indexes.
      asItLies: request.asOf === null,
    })
  if (request.format === "csv") {
    // Named by their places: a heading may be longer than a name in PostgreSQL, and hold anything.
    const names = columns.map((_, at) => sql.identifier(`c${at}`))
    const cells = columns.map((column, at) => sql`${cell(column, request.raw === "true")} as ${names[at]}`)
    return copy(sql.join(cells, sql`, `), sql.join(names, sql`, `), "format csv", heading(columns))
  }
  const line = request.format === "ndjson" ? objectOf(columns) : sql`json_build_array(${texts(columns)})`
  const rows = await copy(sql`${line} as line`, sql`line`, AS_IT_IS)
  return request.format === "ndjson" ? rows : workbook(columns, rows)
}

const columnsOf = ({ columns, asOf }: ExportRequest): ExportColumn[] =>
  (columns ?? allColumns).map((key) => exportColumn(key, asOf))

/** The first line of CSV (RFC 4180). */
const heading = (columns: readonly ExportColumn[]): string => `${columns.map(({ key }) => csvCell(key)).join(",")}\n`

async function workbook(columns: readonly ExportColumn[], rows: Readable): Promise<Readable> {
  const { toWorkbook } = await import("@/lib/inventory/export/xlsx")
  const book = Readable.from(toWorkbook(columns, rows))
  book.once("close", () => rows.destroy())
  return book
}

const cell = ({ text, mayBeFormula }: ExportColumn, isRaw: boolean): SQL =>
  mayBeFormula && !isRaw ? defused(text) : text

const texts = (columns: readonly ExportColumn[]): SQL =>
  sql.join(
    columns.map(({ text }) => text),
    sql`, `,
  )

/** An object's text, put together from its parts: PostgreSQL's own functions for it take twice as long. */
const objectOf = (columns: readonly ExportColumn[]): SQL =>
  sql`${sql.join(
    columns.map(
      ({ key, json }, at) => sql`${`${at ? "," : "{"}${JSON.stringify(key)}:`}::text || coalesce(${json}, 'null')`,
    ),
    sql` || `,
  )} || '}'`

/** The columns in the list's order. A moment's rows are collected first: an index that has the order is not walked. */
async function selected(ctx: Ctx, request: ExportRequest, list: SQL, names: SQL): Promise<SQL> {
  const query = await compile(ctx, request)
  const { keys, named } = keyColumns(orderOf(request.sort))
  const read = overHalves(
    query,
    ({ from, where }) => sql`select ${list}, ${keys} from ${from} ${sliceJoin(request.asOf)}
      where ${where} ${chosenOf(request)} ${request.asOf === null ? sql`` : sql`offset 0`}`,
  )
  return sql`select ${names} from (${read}) r order by ${orderBy(named, false)}`
}

/** The condition that a selection adds to the query. */
const chosenOf = ({ ids, except }: ExportRequest): SQL =>
  sql.join([
    ids ? sql`and r.id = any(${arrayLiteral(ids)}::uuid[])` : sql``,
    except?.length ? sql` and r.id <> all(${arrayLiteral(except)}::uuid[])` : sql``,
  ])

const SAMPLED = 200
/** What the formats add to the bytes of the columns, and how well XLSX packs them: measured on the benchmark's rows. */
const FACTOR: Readonly<Record<ExportFormat, number>> = { csv: 1, ndjson: 1, xlsx: 0.35 }

export interface ExportEstimate {
  rows: number
  /** False: there are at least so many rows. */
  isExact: boolean
  bytes: number
}

/** How many rows an export has, and about how many bytes. */
export async function estimateExport(ctx: Ctx, request: ExportRequest): Promise<ExportEstimate> {
  authorise(ctx, "inventory.read")
  const count = await countSelected(ctx, request)
  const columns = columnsOf(request)
  const size = request.format === "ndjson" ? sql`octet_length(${objectOf(columns)})` : widthOf(columns)
  const query = await compile(ctx, request)
  const sampled = overHalves(
    query,
    ({ from, where }) => sql`select ${size} + 1 as bytes from ${from} ${sliceJoin(request.asOf)}
      where ${where} ${chosenOf(request)} limit ${SAMPLED}`,
  )
  const [row] = await run<{ bytes: number | null }>(
    ctx.db,
    sql`select avg(bytes)::float8 as bytes from (${sampled}) sampled`,
    query.narrow,
  )
  return {
    rows: count.value,
    isExact: count.is_exact,
    bytes: Math.round((row?.bytes ?? 0) * count.value * FACTOR[request.format]),
  }
}

/** The rows of a selection. Those that are left out are among the matches, as far as a selection knows. */
async function countSelected(ctx: Ctx, request: ExportRequest) {
  if (request.ids) return { value: request.ids.length, is_exact: true }
  const { value, is_exact } = await countResources(ctx, request)
  return { value: Math.max(0, value - (request.except?.length ?? 0)), is_exact }
}

const widthOf = (columns: readonly ExportColumn[]): SQL =>
  sql.join(
    columns.map(({ text }) => sql`coalesce(octet_length(${text}), 0) + 1`),
    sql` + `,
  )
