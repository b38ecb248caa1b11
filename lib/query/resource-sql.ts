import { type SQL, sql } from "drizzle-orm"
import { toNetwork, wildcardNetwork } from "@/lib/query/addresses"
import { type Field, findField, propertyName } from "@/lib/query/fields"
import { cutArn, fold, lowerAscii, MARK } from "@/lib/query/fold"
import { lastSeen, sliceOf, slicesAt } from "@/lib/query/freshness-sql"
import { termId } from "@/lib/query/term-ids"
import {
  anyOf,
  arrayLiteral,
  escapeLike,
  every,
  matchesNumber,
  matchesText,
  matchesTime,
  toLike,
} from "@/lib/query/to-sql"
import { leaves, type Node, type Pattern, type Term, type Value, type Word } from "@/lib/query/tree"

/** Types whose rows are asked, and not the index. */
export interface Untrusted {
  types: readonly string[]
  isPublic: SQL
  managed: SQL
  /** A subquery with the row's addresses as texts. */
  addressTexts: SQL
  /** Whether an address `a.address` of the row matches. */
  hasAddress(matches: SQL): SQL
}

/** What was looked up before the query is compiled, so that the planner sees values instead of subqueries. */
export interface LookUp {
  fields: readonly Field[]
  /** For ages, in milliseconds. */
  now: number
  /** The ids of the shared terms that contain a pattern, by {@link wordKey}; null if there are too many to list. */
  words: ReadonlyMap<string, readonly string[] | null>
  /** The ids of a key's tags with a pattern, by {@link tagKey}; null if there are too many. */
  tags: ReadonlyMap<string, readonly string[] | null>
  /** The values that a column holds anywhere, for the columns that have few. */
  known: Readonly<Record<string, readonly string[]>>
  /** The moment that is asked about, ISO 8601; null for now. */
  past: string | null
  /** The rows are earlier versions, which hold their addresses themselves. */
  isVersion: boolean
  /** Types that the index may have described by other rules than this version's; null if there are none. */
  untrusted: Untrusted | null
  /** Whether the database has trigrams. Without them, conditions that only serve the index are left out. */
  hasTrigrams: boolean
}

/** The pattern of a word, folded. Words and tags are looked up under keys, since a tree may hold them several times. */
export const wordKey = (pattern: Pattern): string => JSON.stringify(pattern.map(fold))
export const tagKey = (key: string, pattern: Pattern): string => JSON.stringify([key, ...pattern])

/** A word anywhere in a folded text. */
export const containsPattern = (pattern: Pattern): string => `%${toLike(pattern.map(fold))}%`

const search = sql.raw("s.search")
const terms = sql.raw("s.terms")
const properties = sql.raw("r.type_specific_properties")
const column = (name: string) => sql.raw(`r.${name}`)
const lowered = (expression: SQL) => sql`lower(${expression} collate "C")`
const hasTerm = (...ids: string[]) => sql`${terms} && ${arrayLiteral(ids)}::bigint[]`
/** The columns with few values, which are known beforehand. */
const LOW_CARDINALITY = new Set(["type", "account_id", "region", "status"])

/**
 * The condition of one term or word, over `resources r` joined with `resource_search s`. Every field's place in the
 * database is its `column` in the field table, or here if it is computed.
 */
export const resourceLeaf =
  (lookUp: LookUp) =>
  (node: Term | Word): SQL => {
    if (node.kind === "word") return word(node.pattern, lookUp)
    const field = findField(lookUp.fields, node.field)
    if (!field) throw new Error(`The tree names a field that does not exist: ${node.field}`)
    return field.types ? property(field, node, lookUp) : shared(field, node, lookUp)
  }

/** What `is:` asks the index for. */
const INDEXED_STATES = new Set(["untagged", "public", "managed"])

/** Whether the condition of a tree reads `resource_search`. */
export const needsSearch = (tree: Node, fields: readonly Field[]): boolean =>
  leaves(tree).some((node) => {
    if (node.kind === "word") return true
    const field = findField(fields, node.field)
    if (field?.types) return Boolean(field.isIndexed)
    const isLow = LOW_CARDINALITY.has(field?.column ?? "")
    return (
      field?.kind === "anywhere" ||
      field?.kind === "tag" ||
      (field?.kind === "choice" && texts(node.values).some((name) => INDEXED_STATES.has(name))) ||
      (field?.kind === "whole" && !isLow)
    )
  })

function word(pattern: Pattern, lookUp: LookUp): SQL {
  const { words, hasTrigrams } = lookUp
  if (pattern.every((piece) => piece === "")) return sql`true`
  const like = containsPattern(pattern)
  const text = isPartOfAddress(pattern) ? searchText(lookUp) : search
  const texts = [pattern.length === 1 ? sql`${text} like ${like}` : inOnePart(text, pattern, like)]
  const ids = words.get(wordKey(pattern))
  if (ids === null)
    texts.push(sql`exists (select from search_terms t where t.id = any(${terms}) and t.text like ${like})`)
  else if (ids && ids.length > 0) texts.push(hasTerm(...ids))
  const whole = pattern.length === 1 ? wholeArn(pattern[0] ?? "") : null
  if (whole) return anyOf([...texts, whole])
  const spansArn = pattern.length > 1 || pattern[0]?.includes(":")
  if (spansArn) texts.push(acrossArn(pattern, hasTrigrams))
  return anyOf(texts)
}

/** Whether all are whole texts, which terms of the index can hold. */
export const isExact = (values: readonly Value[]): boolean =>
  values.every((value) => value.kind === "text" && value.pattern.length === 1 && value.pattern[0] !== "")

/** Whether a word may stand in an address or a network. What else stands in the stored text is there by any rules. */
export const isPartOfAddress = (pattern: Pattern): boolean =>
  pattern.every((piece) => /^[0-9a-f:./]*$/.test(fold(piece)))

/** What words are looked for in. Of untrusted types, the addresses come from the row. */
const searchText = ({ untrusted }: LookUp): SQL =>
  trusted(
    untrusted,
    search,
    ({ addressTexts }) => sql`split_part(${search}, ${MARK.address}, 1) || coalesce((
      select string_agg(${MARK.address} || lower(value), '') from (${addressTexts}) as texts(value)), '')`,
  )

/** An ARN from its beginning into its rest, as it is pasted: its head is a shared term. */
function wholeArn(text: string): SQL | null {
  const { head, rest } = cutArn(lowerAscii(text))
  if (!head.startsWith("arn:") || rest === "") return null
  return sql`(${hasTerm(termId({ kind: "arn", head }))} and ${search} like ${`%${MARK.arn}${escapeLike(fold(rest))}%`})`
}

/** With wildcards, LIKE would match across the parts of the stored text; the expression does not. */
function inOnePart(text: SQL, pattern: Pattern, like: string): SQL {
  const pieces = pattern.map((piece) => fold(piece).replace(/[^a-zA-Z0-9 ]/g, "\\$&"))
  return sql`(${text} like ${like} and ${text} ~ ${pieces.join("[^\\x01-\\x04]*")})`
}

/** A word that reaches from an ARN's head into its rest. What follows its last colon is in the stored text. */
function acrossArn(pattern: Pattern, hasTrigrams: boolean): SQL {
  const whole = sql`${lowered(column("arn"))} like ${`%${toLike(pattern.map(lowerAscii))}%`}`
  const tail =
    pattern
      .findLast((piece) => piece !== "")
      ?.split(":")
      .at(-1) ?? ""
  if (!hasTrigrams || tail.length < 3) return whole
  return sql`(${search} like ${`%${escapeLike(fold(tail))}%`} and ${whole})`
}

function shared(field: Field, term: Term, lookUp: LookUp): SQL {
  switch (field.kind) {
    case "whole":
      return whole(field, term.values, lookUp)
    case "anywhere":
      return anywhere(field, term.values, lookUp)
    case "tag":
      return tag(term, lookUp)
    case "address":
      return anyOf(term.values.map((value) => address(value, lookUp)))
    case "time":
      return matchesTime(timeOf(field, lookUp), term.values, lookUp.now)
    case "presence":
      return present(term, lookUp)
    case "choice":
      return anyOf(texts(term.values).map((name) => state(name, lookUp)))
    default:
      return sql`r.id in (select resource_id from resource_changes
        where scan_id = any(${arrayLiteral(texts(term.values))}::uuid[]))`
  }
}

/** The values that have no wildcard. */
export const texts = (values: readonly Value[]): string[] =>
  values.flatMap((value) => (value.kind === "text" ? [value.pattern.join("*")] : []))

function whole({ column: name = "" }: Field, values: readonly Value[], { known }: LookUp): SQL {
  if (LOW_CARDINALITY.has(name))
    return sql`${column(name)} = any(${arrayLiteral(valuesLike(known[name], values))}::text[])`
  const isExact = values.every((value) => value.kind === "text" && value.pattern.length === 1)
  const matches = matchesText(lowered(column(name)), values, lowerAscii)
  if (!isExact) return matches
  return sql`(${hasTerm(...texts(values).map((value) => termId({ kind: "value", value: lowerAscii(value) })))} and ${matches})`
}

/** What these columns hold is always in lower case: our types, AWS's region codes, account numbers. */
const LOWER_CASE = new Set(["type", "account_id", "region"])

/** Whether the database has to tell which values of a column a term means. */
export const asksForValues = (name: string, values: readonly Value[]): boolean =>
  !LOWER_CASE.has(name) || values.some((value) => value.kind === "text" && value.pattern.length > 1)

/** The values that the term means. @param known what the column holds; undefined where the term itself tells. */
export function valuesLike(known: readonly string[] | undefined, values: readonly Value[]): string[] {
  if (!known) return texts(values).map(lowerAscii)
  const patterns = values.flatMap((value) => (value.kind === "text" ? [toExpression(value.pattern)] : []))
  return known.filter((value) => patterns.some((pattern) => pattern.test(lowerAscii(value))))
}

const toExpression = (pattern: Pattern): RegExp =>
  new RegExp(`^${pattern.map((piece) => lowerAscii(piece).replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("[^]*")}$`)

/** The parts of the stored text are between marks that occur once, so a pattern with both marks stays in its part. */
function anywhere({ name }: Field, values: readonly Value[], lookUp: LookUp): SQL {
  return anyOf(
    values.map((value) => {
      const pattern = value.kind === "text" ? value.pattern : []
      if (name === "arn") return inArn(pattern, lookUp)
      const [from, to] = name === "name" ? [MARK.name, MARK.id] : [`%${MARK.id}`, MARK.arn]
      const text = toLike(pattern.map(fold))
      const inside = pattern.length === 1 && text !== "" ? `%${text}%` : text
      return sql`${search} like ${`${from}${inside}${to}%`}`
    }),
  )
}

function inArn(pattern: Pattern, lookUp: LookUp): SQL {
  const text = toLike(pattern.map(lowerAscii))
  const like = pattern.length === 1 && text !== "" ? `%${text}%` : text
  const matches = sql`coalesce(${lowered(column("arn"))}, '') like ${like}`
  return text === "" ? matches : sql`(${word(pattern, lookUp)} and ${matches})`
}

function tag({ path: key = "", values }: Term, { tags }: LookUp): SQL {
  const hasKey = hasTerm(termId({ kind: "key", key }))
  if (values.length === 0) return hasKey
  return anyOf(
    values.map((value) => {
      const pattern = value.kind === "text" ? value.pattern : []
      if (pattern.length === 1) return hasTerm(termId({ kind: "tag", key, value: pattern[0] ?? "" }))
      const ids = tags.get(tagKey(key, pattern))
      if (ids) return ids.length ? hasTerm(...ids) : sql`false`
      return sql`(${hasKey} and r.tags ->> ${key} like ${toLike(pattern)})`
    }),
  )
}

/** An address, a network that overlaps, or, for a wildcard inside an octet, the address's text. */
function address(value: Value, lookUp: LookUp): SQL {
  const text = value.kind === "text" ? value.pattern.join("*") : ""
  const network = toNetwork(text) ?? wildcardNetwork(text)
  const matches = network
    ? sql`a.address && ${network}::inet`
    : sql`host(a.address) like ${toLike(value.kind === "text" ? value.pattern : [])}`
  return hasAddress(matches, lookUp)
}

/** A version holds its addresses itself. */
const hasAddress = (matches: SQL, { isVersion, untrusted }: LookUp): SQL =>
  trusted(
    untrusted,
    isVersion
      ? sql`exists (select from unnest(r.addresses) a(address) where ${matches})`
      : sql`r.id in (select a.resource_id from resource_addresses a where ${matches})`,
    (rows) => rows.hasAddress(matches),
  )

/** A condition by the index, or of untrusted types by their rows. */
function trusted(untrusted: Untrusted | null, byIndex: SQL, byRow: (untrusted: Untrusted) => SQL): SQL {
  if (!untrusted) return byIndex
  return sql`case when r.type = any(${arrayLiteral(untrusted.types)}::text[]) then ${byRow(untrusted)} else ${byIndex} end`
}

const timeOf = ({ name, column: stored }: Field, { past }: LookUp): SQL =>
  name === "seen" || !stored
    ? lastSeen(past, sql`(select sl.verified_at from ${slicesAt(past)} sl where ${sliceOf})`)
    : column(stored)

function state(name: string, { past, untrusted }: LookUp): SQL {
  switch (name) {
    case "removed":
      return sql`r.removed_at is not null`
    case "unverified":
      return sql`(r.removed_at is null and (r.account_id, r.type, r.slice_region) in (
        select sl.account_id, sl.type, sl.region from ${slicesAt(past)} sl where sl.unverified_since is not null))`
    case "untagged":
      return hasTerm(termId({ kind: "is", state: "untagged" }))
    case "managed":
      return trusted(untrusted, hasTerm(termId({ kind: "is", state: "managed" })), ({ managed }) => managed)
    default:
      return trusted(untrusted, hasTerm(termId({ kind: "is", state: "public" })), ({ isPublic }) => isPublic)
  }
}

/** `has:` and `no:`. A property that is null, empty text or an empty list has no value. */
function present({ field: name, values }: Term, lookUp: LookUp): SQL {
  const conditions = texts(values).map((wanted) => {
    const has = hasValue(wanted, lookUp)
    return name === "has" ? has : sql`(${has}) is not true`
  })
  return anyOf(conditions)
}

function hasValue(name: string, lookUp: LookUp): SQL {
  const field = findField(lookUp.fields, name)
  if (!field) return sql`${column(name)} is not null`
  if (field.types) return sql`${properties} -> ${propertyName(field)} not in ('null', '[]', '""', '{}')`
  if (field.kind === "tag") return sql`r.tags <> '{}'`
  if (field.kind === "address") return hasAddress(sql`true`, lookUp)
  return field.column ? sql`${column(field.column)} is not null` : sql`true`
}

function property(field: Field, { path, values }: Term, lookUp: LookUp): SQL {
  const name = propertyName(field)
  const text = sql`(${properties} ->> ${name})`
  if (field.kind === "number") {
    const number = sql`case when jsonb_typeof(${properties} -> ${name}) = 'number' then ${text}::numeric end`
    return matchesNumber(number, values)
  }
  if (field.kind === "boolean") return sql`${text} = any(${arrayLiteral(texts(values))}::text[])`
  if (field.kind === "time") return matchesTime(sql`(${text} collate "C")`, values, lookUp.now, true)
  const matches = field.list ? inList(name, path, values) : matchesText(lowered(text), values, lowerAscii)
  const isTrusted = !field.types?.some((type) => lookUp.untrusted?.types.includes(type))
  if (!field.isIndexed || !isExact(values) || !isTrusted) return matches
  return sql`(${hasTerm(...texts(values).map((value) => termId({ kind: "value", value: lowerAscii(value) })))} and ${matches})`
}

/** Any element of a list; of a list of objects, the named member, or any member. */
function inList(name: string, path: string | undefined, values: readonly Value[]): SQL {
  const steps = `lax $.${JSON.stringify(name)}${path ? `.${JSON.stringify(path)}[*]` : ".**"}`
  const element = sql`lower((element #>> '{}') collate "C")`
  return sql`exists (select from jsonb_path_query(${properties}, ${steps}::jsonpath) as element
    where ${every([sql`jsonb_typeof(element) in ('string', 'number', 'boolean')`, matchesText(element, values, lowerAscii)])})`
}
