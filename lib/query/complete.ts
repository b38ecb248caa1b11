import { type Field, findField, presenceOnly } from "@/lib/query/fields"
import { lex } from "@/lib/query/lex"
import { printTerm } from "@/lib/query/print"
import { type Term, textValue } from "@/lib/query/tree"

/** What is being typed at the cursor. */
export interface Typing {
  /** The part of the text that a suggestion replaces. */
  from: number
  to: number
  /** A field's name; a tag's key; or a value. */
  stage: "field" | "key" | "value"
  /** The text typed so far of the name, key or value. */
  typed: string
  field: Field | null
  /** Of a tag's value: the tag's key. Of a property: the path below it. */
  path: string | undefined
  /** `-` where the term is excluded. */
  sign: "" | "-"
  /** The query without the term that is being typed. */
  rest: string
}

export interface Suggestion {
  /** What stands in the query when it is chosen. */
  text: string
  label: string
  /** How many resources it would leave; null if that is not known. */
  count: number | null
}

/** Finds out what is being typed. Pure; it never throws. @param cursor the place in the text, from 0. */
export function typingAt(query: string, cursor: number, fields: readonly Field[]): Typing {
  const { tokens } = lex(query)
  const at = tokens.findIndex((token) => token.kind === "text" && token.start < cursor && cursor <= token.end)
  const token = tokens[at]
  const before = tokens[at - 1]
  const isExcluded = before?.kind === "minus" && before.end === token?.start
  const start = token?.start ?? cursor
  const from = isExcluded && before ? before.start : start
  const to = token?.end ?? cursor
  const rest = `${query.slice(0, from)} ${query.slice(to)}`.trim()
  const common = { from, to, sign: isExcluded ? ("-" as const) : ("" as const), rest }
  return { ...common, ...stageOf(query.slice(start, cursor), fields) }
}

function stageOf(text: string, fields: readonly Field[]): Pick<Typing, "stage" | "typed" | "field" | "path"> {
  const [, name, written = ""] = /^([a-z_][\w.]*):(.*)$/is.exec(text) ?? []
  const { field, path } = resolve(name?.toLowerCase(), fields)
  if (!field) return { stage: "field", typed: text.replace(/^"/, ""), field: null, path: undefined }
  if (field.kind !== "tag") return { stage: "value", typed: lastValue(written), field, path }
  const [, key, value] = /^("(?:[^"\\]|\\.)*"|[^="]*)(?:=(.*))?$/s.exec(written) ?? []
  const plainKey = unquote(key ?? written)
  if (value === undefined) return { stage: "key", typed: plainKey, field, path: undefined }
  return { stage: "value", typed: lastValue(value), field, path: plainKey }
}

function resolve(name: string | undefined, fields: readonly Field[]): { field: Field | null; path?: string } {
  if (name === undefined) return { field: null }
  const direct = findField(fields, name)
  if (direct) return { field: direct }
  const dot = name.lastIndexOf(".")
  const owner = findField(fields, name.slice(0, dot))
  return owner?.list?.members.includes(name.slice(dot + 1))
    ? { field: owner, path: name.slice(dot + 1) }
    : { field: null }
}

/** The value after the last comma, without quotes and comparison signs. */
const lastValue = (text: string): string => unquote(text.split(",").at(-1) ?? "").replace(/^[<>]=?/, "")

const unquote = (text: string): string => text.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1")

/** The fields, states and operators that fit what is typed; values that only the database knows are not among them. */
export function suggestWords(typing: Typing, fields: readonly Field[]): Suggestion[] {
  const { stage, field, sign, typed } = typing
  if (stage === "field") {
    return rank(fields, typed.toLowerCase(), (one) => [one.name, one.label])
      .slice(0, MOST)
      .map((one) => ({ text: `${sign}${one.name}:`, label: one.help, count: null }))
  }
  if (!field || stage === "key") return []
  const choices = choicesOf(field, fields)
  return Object.entries(choices)
    .filter(([value]) => value.startsWith(typed.toLowerCase()))
    .slice(0, MOST)
    .map(([value, label]) => ({ text: `${sign}${field.name}:${value}`, label, count: null }))
}

const MOST = 12

/** The values of a field that are known without looking: states, ages, names of fields. */
function choicesOf(field: Field, fields: readonly Field[]): Readonly<Record<string, string>> {
  if (field.choices) return field.choices
  if (field.kind === "boolean") return { true: "Yes", false: "No" }
  if (field.kind === "time")
    return { "<1d": "In the last day", "<7d": "In the last week", ">30d": "More than 30 days ago" }
  if (field.kind !== "presence") return {}
  const usable = fields.filter(({ kind }) => !["choice", "presence", "uuid"].includes(kind))
  return { ...presenceOnly, ...Object.fromEntries(usable.map(({ name, label }) => [name, label])) }
}

/** The items whose names begin with the text, then those that contain it. */
function rank<T>(items: readonly T[], text: string, namesOf: (item: T) => string[]): T[] {
  const begins = items.filter((item) => namesOf(item).some((name) => name.toLowerCase().startsWith(text)))
  const contains = items.filter(
    (item) => !begins.includes(item) && namesOf(item).some((name) => name.toLowerCase().includes(text)),
  )
  return [...begins, ...contains]
}

/** A value as a whole term, ready to stand in the query. */
export const termText = (sign: "" | "-", field: string, path: string | undefined, value: string | null): string => {
  const values = value === null ? [] : [textValue(value)]
  const term: Term = { kind: "term", field, values, ...(path !== undefined && { path }) }
  return `${sign}${printTerm(term)}`
}
