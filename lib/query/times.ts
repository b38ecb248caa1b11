const DAY_MS = 86_400_000
/** The moments that a written time stands for, by how exactly it was written. */
const PRECISION = { minute: 60_000, second: 1_000, millisecond: 1 }

/**
 * Reads a date or a time (ISO 8601; UTC unless an offset is given). A date stands for its whole day, `10:00` for its
 * whole minute.
 * @returns milliseconds since 1970: the first, and the first that no longer belongs to it; null for anything else.
 */
export function readTime(text: string): { from: number; to: number } | null {
  const [, date, time, second, fraction, zone] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text) ?? []
  // PostgreSQL knows no year 0.
  if (!date || date < "0001" || !isDate(date)) return null
  if (!time) {
    const from = Date.parse(`${date}T00:00:00Z`)
    return { from, to: from + DAY_MS }
  }
  const offset = (zone ?? "Z").toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, "$1:$2")
  const milliseconds = (fraction ?? "").slice(0, 3).padEnd(3, "0")
  const from = Date.parse(`${date}T${time}:${second ?? "00"}.${milliseconds}${offset}`)
  if (Number.isNaN(from)) return null
  return { from, to: from + PRECISION[fraction ? "millisecond" : second ? "second" : "minute"] }
}

/** Whether the day exists: JavaScript would read 30 February as 2 March. */
function isDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}
