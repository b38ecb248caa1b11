/** A cell of CSV (RFC 4180). */
export const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

const FORMULA = /^[=+\-@\t\r]/

/** The same, with an apostrophe before what a spreadsheet would run (OWASP, "CSV Injection"). */
export const safeCsvCell = (text: string): string => csvCell(FORMULA.test(text) ? `'${text}` : text)
