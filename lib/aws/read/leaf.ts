import type { NormalizedSchema } from "@smithy/core/schema"
import {
  fromBase64,
  parseEpochTimestamp,
  parseRfc3339DateTimeWithOffset,
  parseRfc7231DateTime,
} from "@smithy/core/serde"

/** A value that is there and is none of its kind: month 13, an empty number, a text in the place of a list. */
export const UNREADABLE = Symbol("unreadable")

export type Leaf = (raw: unknown) => unknown

/** The SDK's numbers for formats of times (Smithy's `timestampFormat` trait); 4 stands for the protocol's own. */
export const TIMES = { usual: 4, iso: 5, http: 6, epoch: 7 } as const

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const SPECIAL_NUMBERS = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
])

/**
 * How to turn what the wire holds into the value that the schema describes (Smithy, "Simple shapes").
 * @param usual the format of times without a trait.
 * @returns a function that gives {@link UNREADABLE} for what is no such value. Pure.
 */
export function leafOf(shape: NormalizedSchema, usual: number): Leaf {
  if (shape.isTimestampSchema()) {
    const own = shape.getSchema() as number
    return timeLeaf(own === TIMES.usual ? usual : own)
  }
  if (shape.isStringSchema()) return (raw) => (typeof raw === "string" ? storable(raw) : UNREADABLE)
  if (shape.isBooleanSchema()) return toBoolean
  if (shape.isBigIntegerSchema()) return (raw) => (/^-?\d+$/.test(String(raw)) ? BigInt(String(raw)) : UNREADABLE)
  if (shape.isNumericSchema() || shape.isBigDecimalSchema()) return toNumber
  if (shape.isBlobSchema()) return (raw) => (typeof raw === "string" ? attempt(() => fromBase64(raw)) : UNREADABLE)
  return (raw) => raw
}

/** PostgreSQL's texts hold no NUL, and no half of a UTF-16 pair: U+FFFD takes their place (Unicode, "replacement character"). */
export const storable = (text: string): string =>
  (text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text).toWellFormed()

function toBoolean(raw: unknown): unknown {
  if (typeof raw === "boolean") return raw
  const text = typeof raw === "string" ? raw.toLowerCase() : ""
  return text === "true" ? true : text === "false" ? false : UNREADABLE
}

function toNumber(raw: unknown): unknown {
  if (typeof raw === "number") return raw
  if (typeof raw !== "string") return UNREADABLE
  const special = SPECIAL_NUMBERS.get(raw)
  return special ?? (NUMBER.test(raw) ? Number(raw) : UNREADABLE)
}

function timeLeaf(format: number): Leaf {
  if (format === TIMES.epoch) {
    return (raw) => {
      const seconds = toNumber(raw)
      return seconds === UNREADABLE ? UNREADABLE : attempt(() => parseEpochTimestamp(seconds as number))
    }
  }
  const parse = format === TIMES.http ? parseRfc7231DateTime : parseRfc3339DateTimeWithOffset
  return (raw) => {
    if (typeof raw !== "string") return UNREADABLE
    return attempt(() => (format !== TIMES.http && ISO_TIME.test(raw) ? new Date(raw) : parse(raw)))
  }
}

/** The SDK's parsers throw for what they can't read, and give undefined or an invalid date for some of it. */
function attempt(parse: () => unknown): unknown {
  try {
    const value = parse()
    return value === undefined || (value instanceof Date && Number.isNaN(value.getTime())) ? UNREADABLE : value
  } catch {
    return UNREADABLE
  }
}
