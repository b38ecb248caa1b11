import { toNetwork } from "@/lib/query/addresses"
import { type Field, findField, nearest, presenceOnly } from "@/lib/query/fields"
import { type Char, textOf } from "@/lib/query/lex"
import { readTime } from "@/lib/query/times"
import {
  type Bound,
  type Order,
  type Pattern,
  type QueryError,
  textValue,
  type timeUnits,
  type Value,
} from "@/lib/query/tree"

/** Where the values of a term stand, and for which field. */
export interface ValueContext {
  field: Field
  fields: readonly Field[]
  /** Where the term begins; the place after its colon; and its end. */
  termStart: number
  start: number
  end: number
  query: string
}

interface Read {
  values: Value[]
  /** A tag's key. */
  path?: string
  errors: QueryError[]
}

/** Reads what stands after a field's colon: `a,b`, `>512`, `2026-11-01..2026-11-08`, `KEY=a,b` for a tag. */
export function readValues(chars: readonly Char[], context: ValueContext): Read {
  const errors: QueryError[] = []
  if (context.field.kind === "tag") return readTag(chars, context)
  const values = readList(chars, context, errors)
  return { values, errors }
}

function readTag(chars: readonly Char[], context: ValueContext): Read {
  const equals = chars.findIndex(({ text, isLiteral }) => text === "=" && !isLiteral)
  const [key, rest] = equals < 0 ? [chars, null] : splitAt(chars, equals)
  const path = textOf(key)
  if (path === "") {
    const message = "A tag needs its key: tag:env, or tag:env=prod."
    const start = key.length ? context.start : context.termStart
    return { values: [], errors: [{ message, start, end: context.end, suggestion: null }] }
  }
  const errors: QueryError[] = []
  if (rest === null) return { values: [], path, errors }
  if (rest.length === 0 && !hasQuotes(context, chars[equals]?.at ?? context.start)) {
    const message = `A value is missing after the =. For an empty value, write ${context.query.slice(context.start, context.end)}"".`
    const suggestion = `${context.query.slice(context.start, context.end)}""`
    return { values: [], path, errors: [{ message, start: context.start, end: context.end, suggestion }] }
  }
  return { values: readList(rest, context, errors), path, errors }
}

/** Whether quotes stand somewhere behind that place, so that nothing between them is meant. */
const hasQuotes = ({ query, end }: ValueContext, from: number): boolean => query.slice(from, end).includes('"')

function readList(chars: readonly Char[], context: ValueContext, errors: QueryError[]): Value[] {
  const { field, start, end } = context
  if (chars.length === 0 && !hasQuotes(context, start)) {
    errors.push({
      message: `${field.name}: needs a value, as in ${field.example}.`,
      start: context.termStart,
      end,
      suggestion: null,
    })
    return []
  }
  const parts = splitAll(chars, ",")
  return parts.flatMap((part, index) => {
    const from = part[0]?.at ?? (index === 0 ? start : end - 1)
    const place = { start: part.length ? from : Math.max(start, end - 1), end: (part.at(-1)?.at ?? end - 1) + 1 }
    if (part.length === 0 && !(parts.length === 1 || hasQuotes(context, start))) {
      errors.push({ message: "A value is missing beside the comma.", start, end, suggestion: null })
      return []
    }
    const read = readOne(part, context)
    if ("problem" in read) {
      errors.push({ message: read.problem, ...place, suggestion: read.suggestion ?? null })
      return []
    }
    return [read]
  })
}

type OneRead = Value | { problem: string; suggestion?: string | null }

function readOne(chars: readonly Char[], context: ValueContext): OneRead {
  const { field } = context
  const text = textOf(chars)
  switch (field.kind) {
    case "number":
    case "time":
      return readOrdered(chars, field)
    case "boolean":
      return oneOf(text.toLowerCase(), ["true", "false"], `${field.name}: takes true or false.`)
    case "choice":
      return oneOf(text.toLowerCase(), Object.keys(field.choices ?? {}), `There is no ${field.name}:${text}.`)
    case "presence":
      return readPresence(text.toLowerCase(), context)
    case "uuid":
      if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return textValue(text.toLowerCase())
      return { problem: `${field.name}: takes an id such as 0c2f6a3e-8d1b-4c57-9a60-3f2e1d0c9b8a.` }
    case "address":
      return readAddress(chars)
    default:
      return { kind: "text", pattern: toPattern(chars) }
  }
}

function oneOf(text: string, known: readonly string[], problem: string): OneRead {
  if (known.includes(text)) return textValue(text)
  const near = nearest(known, text)
  return { problem: `${problem} ${near ? `Did you mean ${near}?` : `Use ${known.join(", ")}.`}`, suggestion: near }
}

function readPresence(name: string, { fields }: ValueContext): OneRead {
  const field = findField(fields, name)
  const isUsable = field && !["choice", "presence", "uuid"].includes(field.kind)
  if (isUsable || Object.hasOwn(presenceOnly, name)) return textValue(field?.name ?? name)
  const known = [...fields.filter(({ kind }) => kind !== "choice" && kind !== "presence"), ...names(presenceOnly)]
  const near = nearest(
    known.map((one) => one.name),
    name,
  )
  return { problem: `No field is called ${name}.${near ? ` Did you mean ${near}?` : ""}`, suggestion: near }
}

const names = (record: Readonly<Record<string, string>>) => Object.keys(record).map((name) => ({ name }))

function readAddress(chars: readonly Char[]): OneRead {
  const pattern = toPattern(chars)
  const text = pattern.join("*")
  const isRight = pattern.length === 1 ? toNetwork(text) !== null : /^[0-9a-f.:*]+$/i.test(text)
  if (isRight) return { kind: "text", pattern: pattern.map((piece) => piece.toLowerCase()) }
  return { problem: `${text} is no IP address and no network. Write 10.20.3.117, 10.0.0.0/16 or 10.20.*.` }
}

function readOrdered(chars: readonly Char[], field: Field): OneRead {
  const text = textOf(chars)
  const dots = chars.findIndex((char, at) => isBare(char, ".") && isBare(chars[at + 1], "."))
  if (dots >= 0) {
    const [from, to] = [text.slice(0, dots), text.slice(dots + 2)]
    const bounds = [from, to].map((part) => (part === "" ? null : readBound(part, field)))
    const wrong = bounds.find((bound) => bound !== null && "problem" in bound)
    if (wrong && "problem" in wrong) return wrong
    if (from === "" && to === "") return { problem: `A range needs a beginning or an end, as in ${field.example}.` }
    const [low = null, high = null] = bounds as (Bound | null)[]
    if (low?.kind === "age" || high?.kind === "age")
      return { problem: `${field.name}: takes dates in a range. Write ${field.name}:<7d for an age.` }
    return { kind: "range", from: low, to: high }
  }
  const order = /^[<>]=?/.exec(text)?.[0] as Order | undefined
  if (order && !chars[0]?.isLiteral) {
    const bound = readBound(text.slice(order.length), field)
    return "problem" in bound ? bound : { kind: "compare", order, bound }
  }
  const bound = readBound(text, field)
  if ("problem" in bound) return bound
  if (bound.kind === "age")
    return { problem: `Write <${text} for younger, or >${text} for older.`, suggestion: `<${text}` }
  return { kind: "equal", bound }
}

const isBare = (char: Char | undefined, text: string): boolean => char?.text === text && !char.isLiteral

function readBound(text: string, field: Field): Bound | { problem: string } {
  if (field.kind === "number") {
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) && Number.isFinite(Number(text)))
      return { kind: "number", value: Number(text) }
    return { problem: `${field.name}: takes a number, and ${text === "" ? "none is there" : `${text} is none`}.` }
  }
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/i.exec(text) ?? []
  if (amount && unit) return { kind: "age", amount: Number(amount), unit: unit.toLowerCase() as keyof typeof timeUnits }
  const time = readTime(text)
  if (time) return { kind: "time", text, ...time }
  return { problem: `${field.name}: takes an age such as <7d (m, h, d, w), or a date such as 2026-11-01.` }
}

export const splitAt = (chars: readonly Char[], at: number): [Char[], Char[]] => [
  chars.slice(0, at),
  chars.slice(at + 1),
]

function splitAll(chars: readonly Char[], separator: string): Char[][] {
  const parts: Char[][] = [[]]
  for (const char of chars) {
    if (char.text === separator && !char.isLiteral) parts.push([])
    else parts.at(-1)?.push(char)
  }
  return parts
}

/** The pieces between the wildcards; several `*` in a row are one. */
export const toPattern = (chars: readonly Char[]): Pattern => {
  const pieces = splitAll(chars, "*").map(textOf)
  return pieces.filter((piece, at) => piece !== "" || at === 0 || at === pieces.length - 1)
}
