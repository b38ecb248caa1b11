import { type SQL, sql } from "drizzle-orm"
import type { Bound, Node, Pattern, Term, Value, Word } from "@/lib/query/tree"
import { timeUnits } from "@/lib/query/tree"

/**
 * A tree as an SQL condition. *Not* includes rows without the field: a comparison with null is not true.
 * @param leaf the condition of one term or word.
 */
export function toSql(node: Node, leaf: (node: Term | Word) => SQL): SQL {
  switch (node.kind) {
    case "and":
      return joined(node.nodes, sql` and `, sql`true`, leaf)
    case "or":
      return joined(node.nodes, sql` or `, sql`false`, leaf)
    case "not":
      return sql`(${toSql(node.node, leaf)}) is not true`
    default:
      return leaf(node)
  }
}

function joined(nodes: readonly Node[], by: SQL, none: SQL, leaf: (node: Term | Word) => SQL): SQL {
  if (nodes.length === 0) return none
  return sql`(${sql.join(
    nodes.map((node) => toSql(node, leaf)),
    by,
  )})`
}

export const anyOf = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`false` : sql`(${sql.join([...conditions], sql` or `)})`

export const every = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join([...conditions], sql` and `)})`

/** PostgreSQL's array literal, as one parameter: the planner sees the values. */
export const arrayLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")}}`

/** Escapes what LIKE would take for a wildcard. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&")

/** A pattern for LIKE over the whole value. */
export const toLike = (pattern: Pattern): string => pattern.map(escapeLike).join("%")

/** Compares text with the values of a term. `expression` and the values must be folded alike. */
export function matchesText(expression: SQL, values: readonly Value[], foldText: (text: string) => string): SQL {
  const patterns = values.flatMap((value) => (value.kind === "text" ? [value.pattern.map(foldText)] : []))
  const exact = patterns.flatMap((pattern) => (pattern.length === 1 ? pattern : []))
  const conditions = patterns.filter(({ length }) => length > 1).map((one) => sql`${expression} like ${toLike(one)}`)
  if (exact.length > 0) conditions.unshift(sql`${expression} = any(${arrayLiteral(exact)}::text[])`)
  return anyOf(conditions)
}

/** Compares a moment. @param now for ages, in milliseconds. */
export function matchesTime(expression: SQL, values: readonly Value[], now: number, asText = false): SQL {
  const at = (ms: number) => moment(ms, asText)
  return matchesOrdered(values, {
    below: (bound) => sql`${expression} < ${at(bound)}`,
    from: (bound) => sql`${expression} >= ${at(bound)}`,
    after: (bound) => sql`${expression} > ${at(bound)}`,
    until: (bound) => sql`${expression} <= ${at(bound)}`,
    interval: (bound) => toInterval(bound, now),
  })
}

export function matchesNumber(expression: SQL, values: readonly Value[]): SQL {
  const number = (value: number) => sql`${String(value)}::numeric`
  return matchesOrdered(values, {
    below: (bound) => sql`${expression} < ${number(bound)}`,
    from: (bound) => sql`${expression} >= ${number(bound)}`,
    after: (bound) => sql`${expression} > ${number(bound)}`,
    until: (bound) => sql`${expression} <= ${number(bound)}`,
    interval: (bound) => (bound.kind === "number" ? { from: bound.value, to: null } : { from: Number.NaN, to: null }),
  })
}

interface Ordered {
  below(bound: number): SQL
  from(bound: number): SQL
  after(bound: number): SQL
  until(bound: number): SQL
  /** What a bound stands for: one value (`to` is null), or all from `from` up to but not including `to`. */
  interval(bound: Bound): { from: number; to: number | null }
}

function matchesOrdered(values: readonly Value[], way: Ordered): SQL {
  const lower = (bound: Bound) => way.from(way.interval(bound).from)
  const upper = (bound: Bound) => {
    const { from, to } = way.interval(bound)
    return to === null ? way.until(from) : way.below(to)
  }
  return anyOf(
    values.map((value) => {
      if (value.kind === "range") return every([...bounds(value.from, lower), ...bounds(value.to, upper)])
      if (value.kind === "equal") return every([lower(value.bound), upper(value.bound)])
      return value.kind === "compare" ? compare(value, way, lower, upper) : sql`false`
    }),
  )
}

const bounds = (bound: Bound | null, make: (bound: Bound) => SQL): SQL[] => (bound ? [make(bound)] : [])

function compare(
  { order, bound }: Extract<Value, { kind: "compare" }>,
  way: Ordered,
  lower: (bound: Bound) => SQL,
  upper: (bound: Bound) => SQL,
): SQL {
  const { from, to } = way.interval(bound)
  // An age grows backwards in time: younger is later.
  if (bound.kind === "age") return { "<": way.after, "<=": way.from, ">": way.below, ">=": way.until }[order](from)
  if (order === "<") return way.below(from)
  if (order === ">=") return lower(bound)
  if (order === "<=") return upper(bound)
  return to === null ? way.after(from) : way.from(to)
}

function toInterval(bound: Bound, now: number): { from: number; to: number | null } {
  if (bound.kind === "age") return { from: now - bound.amount * timeUnits[bound.unit], to: null }
  return bound.kind === "time" ? { from: bound.from, to: bound.to } : { from: Number.NaN, to: null }
}

const OLDEST_MS = Date.parse("0001-01-01T00:00:00Z")
const NEWEST_MS = Date.parse("9999-12-31T23:59:59Z")

/** A moment that PostgreSQL and ISO 8601 with four digits can both write. */
function moment(ms: number, asText: boolean): SQL {
  const iso = new Date(Math.min(NEWEST_MS, Math.max(OLDEST_MS, ms))).toISOString()
  return asText ? sql`${iso}` : sql`${iso}::timestamptz`
}
