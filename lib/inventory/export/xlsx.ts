import { Zip, ZipDeflate, ZipPassThrough } from "fflate"

/** A sheet may have 1,048,576 rows (Excel specifications and limits); one of them is the heading. */
const ROWS_PER_SHEET = 1_048_575
/** Text in a cell may have 32,767 characters. */
const MOST_CHARACTERS = 32_767
const BATCH_BYTES = 256 * 1024
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"

/**
 * Writes rows as an Excel workbook (ECMA-376), in constant memory. Every cell is text, so that nothing is run, and no
 * id is read as a number.
 * @param rows lines of JSON arrays of texts or nulls.
 */
export async function* toWorkbook(columns: readonly string[], rows: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
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
    readonly columns: readonly string[],
  ) {}

  add(cells: readonly (string | null)[]): void {
    if (this.#rows === ROWS_PER_SHEET) this.#next()
    this.#write(rowOf(cells))
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
    this.#write(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rowOf(this.columns)}`)
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

const rowOf = (cells: readonly (string | null)[]): string =>
  `<row>${cells.map((text) => (text === null ? "<c/>" : `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`)).join("")}</row>`

/** Characters that XML 1.0 does not allow are left out. */
const escapeXml = (text: string): string =>
  text
    .slice(0, MOST_CHARACTERS)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to leave out.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")

function describeWorkbook(sheets: number): Record<string, string> {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1)
  const each = (make: (number: number) => string) => numbers.map(make).join("")
  const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
  return {
    "[Content_Types].xml": `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${sheetType}"/>`)}</Types>`,
    "_rels/.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n) => `<sheet name="Resources${n > 1 ? ` ${n}` : ""}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
  }
}
