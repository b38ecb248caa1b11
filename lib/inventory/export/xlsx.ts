import { Zip, ZipDeflate, ZipPassThrough } from "fflate"
import type { CellKind, ExportColumn } from "@/lib/inventory/export/columns"

/** A sheet may have 1,048,576 rows (Excel specifications and limits); one of them is the heading. */
const ROWS_PER_SHEET = 1_048_575
/** Text in a cell may have 32,767 characters. */
const MOST_CHARACTERS = 32_767
/** Of a number, Excel keeps 15 digits. */
const MOST_DIGITS = 15
/** Excel counts days from 1899-12-30; what was before March 1900 it counts in another way (Microsoft, "Excel incorrectly assumes …"). */
const EPOCH_DAYS = 25_569
const FIRST_TIME_MS = Date.UTC(1900, 2, 1)
const DAY_MS = 86_400_000
const BATCH_BYTES = 256 * 1024
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"

/**
 * Writes rows as an Excel workbook (ECMA-376), in constant memory. Numbers, times and booleans are what their column says;
 * all else is text, so that nothing is run, and no id is read as a number.
 * @param rows lines of JSON arrays of texts or nulls.
 */
export async function* toWorkbook(columns: readonly Column[], rows: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    ready.push(chunk)
  })
  const sheets = new Sheets(zip, columns)
  for await (const lines of linesOf(rows)) {
    for (const line of lines) sheets.add(JSON.parse(line) as (string | null)[])
    yield* ready.splice(0)
  }
  sheets.end()
  zip.end()
  yield* ready.splice(0)
}

type Column = Pick<ExportColumn, "key" | "kind">

/** The whole lines of each chunk. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let rest = ""
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n")
    rest = lines.pop() ?? ""
    if (lines.length > 0) yield lines
  }
}

class Sheets {
  #count = 0
  #rows = ROWS_PER_SHEET
  #sheet: ZipDeflate | null = null
  #text = ""
  readonly #encoder = new TextEncoder()

  constructor(
    readonly zip: Zip,
    readonly columns: readonly Column[],
  ) {}

  add(cells: readonly (string | null)[]): void {
    if (this.#rows === ROWS_PER_SHEET) this.#next()
    this.#write(rowOf(cells.map((text, at) => cellOf(text, this.columns[at]?.kind ?? "text"))))
    this.#rows++
  }

  /** Ends the last sheet and writes what describes the workbook. An empty export still has a heading. */
  end(): void {
    if (this.#count === 0) this.#next()
    this.#close()
    for (const [name, text] of Object.entries(describeWorkbook(this.#count))) {
      const file = new ZipPassThrough(name)
      this.zip.add(file)
      file.push(this.#encoder.encode(text), true)
    }
  }

  #next(): void {
    this.#close()
    this.#count++
    this.#rows = 0
    this.#sheet = new ZipDeflate(`xl/worksheets/sheet${this.#count}.xml`, { level: 1 })
    this.zip.add(this.#sheet)
    this.#write(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rowOf(this.columns.map(({ key }) => textCell(key)))}`)
  }

  #close(): void {
    if (!this.#sheet) return
    this.#sheet.push(this.#encoder.encode(`${this.#text}</sheetData></worksheet>`), true)
    this.#text = ""
    this.#sheet = null
  }

  #write(text: string): void {
    this.#text += text
    if (this.#text.length < BATCH_BYTES) return
    this.#sheet?.push(this.#encoder.encode(this.#text))
    this.#text = ""
  }
}

const rowOf = (cells: readonly string[]): string => `<row>${cells.join("")}</row>`

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

/** A cell of its column's kind. What does not fit the kind is text: no digit is lost. */
function cellOf(text: string | null, kind: CellKind): string {
  if (text === null) return "<c/>"
  if (kind === "boolean" && (text === "true" || text === "false"))
    return `<c t="b"><v>${Number(text === "true")}</v></c>`
  if (kind === "number" && NUMBER.test(text) && text.replace(/\D/g, "").length <= MOST_DIGITS)
    return `<c><v>${text}</v></c>`
  const time = kind === "time" ? Date.parse(text) : Number.NaN
  if (time >= FIRST_TIME_MS) return `<c s="1"><v>${time / DAY_MS + EPOCH_DAYS}</v></c>`
  return textCell(text)
}

const textCell = (text: string): string =>
  `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(shortened(text))}</t></is></c>`

/** A text that fits into a cell. One that was cut says so at its end. */
function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text
  const note = ` … [cut: ${text.length} characters in all; CSV and NDJSON have them]`
  const end = MOST_CHARACTERS - note.length
  // Not between the halves of a character.
  const isHalved = /[\ud800-\udbff]/.test(text.charAt(end - 1))
  return text.slice(0, isHalved ? end - 1 : end) + note
}

/** Characters that XML 1.0 does not allow are left out. */
const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to leave out.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")

/** The plain style, and the one of a time: `2026-08-14 09:12:44`, in UTC. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`

function describeWorkbook(sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1)
  const each = (make: (number: number) => string) => numbers.map(make).join("")
  const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${sheetType}"/>`)}</Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n) => `<sheet name="Resources${n > 1 ? ` ${n}` : ""}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    "xl/styles.xml": STYLES,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="styles" Type="${OFFICE}/styles" Target="styles.xml"/>${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
  }
}
