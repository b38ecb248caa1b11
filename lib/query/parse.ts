import { type Field, findField, nearest, PROPERTY_PREFIX } from "@/lib/query/fields"
import { type Char, lex, type Token, textOf } from "@/lib/query/lex"
import { neverMatches } from "@/lib/query/never-matches"
import { allOf, EVERYTHING, leaves, type Node, type Parsed, type QueryError, type Term } from "@/lib/query/tree"
import { readValues, splitAt, toPattern, type ValueContext } from "@/lib/query/values"
import { isWordWithColons } from "@/lib/query/word-forms"

export const MAX_LENGTH = 2_000
const MAX_TERMS = 50
const MAX_DEPTH = 8

/**
 * Reads a query (see the help page for the language). It never throws: a mistake is an error with its place, one
 * sentence and, if there is a good guess, what to write instead.
 * @param fields the fields that exist; the resources and the scans have different ones.
 */
export function parse(query: string, fields: readonly Field[]): Parsed {
  if (query.length > MAX_LENGTH) {
    const message = `A query may have ${MAX_LENGTH.toLocaleString("en-US")} characters at most.`
    return { ok: false, errors: [{ message, start: MAX_LENGTH, end: query.length, suggestion: "" }] }
  }
  const { tokens, errors } = lex(query)
  const parser = new Parser(tokens, fields, errors, query)
  const tree = parser.read()
  if (errors.length === 0) {
    const terms = leaves(tree)
    const last = terms[MAX_TERMS]
    if (last) errors.push({ message: `A query may have ${MAX_TERMS} terms at most.`, ...spanOf(last), suggestion: "" })
  }
  if (errors.length > 0) return { ok: false, errors: errors.sort((a, b) => a.start - b.start) }
  return { ok: true, tree, hints: neverMatches(tree, fields) }
}

const spanOf = ({ span }: { span?: { start: number; end: number } }) => ({
  start: span?.start ?? 0,
  end: span?.end ?? 0,
})

/** Recursive descent: alternatives, then what must all hold, then one negatable part. */
class Parser {
  #at = 0

  constructor(
    readonly tokens: readonly Token[],
    readonly fields: readonly Field[],
    readonly errors: QueryError[],
    readonly query: string,
  ) {}

  read(): Node {
    const tree = this.#alternatives(0)
    const rest = this.tokens[this.#at]
    if (rest) this.#fail(rest, "A parenthesis is closed that was not opened.", "")
    return tree ?? EVERYTHING
  }

  #alternatives(depth: number): Node | null {
    const nodes = [this.#together(depth)]
    while (this.#peek()?.kind === "or") {
      const or = this.#next()
      const next = this.#together(depth)
      if (!nodes.at(-1) || !next)
        this.#fail(or, 'OR stands between two terms. To search for the word, write "OR".', '"OR"')
      nodes.push(next)
    }
    const found = nodes.filter((node) => node !== null)
    if (found.length < 2) return found[0] ?? null
    return { kind: "or", nodes: found.flatMap((node) => (node.kind === "or" ? node.nodes : [node])) }
  }

  #together(depth: number): Node | null {
    const nodes: Node[] = []
    for (let token = this.#peek(); token && token.kind !== "or" && token.kind !== "close"; token = this.#peek()) {
      if (token.kind === "and") {
        this.#next()
        const follows = this.#peek()?.kind ?? "close"
        if (nodes.length === 0 || follows === "or" || follows === "close" || follows === "and")
          this.#fail(token, 'AND stands between two terms. To search for the word, write "AND".', '"AND"')
        continue
      }
      const node = this.#part(depth)
      if (node) nodes.push(node)
    }
    return nodes.length === 0 ? null : allOf(nodes)
  }

  #part(depth: number): Node | null {
    const token = this.#next()
    if (depth > MAX_DEPTH) {
      this.#fail(token, `A query may have ${MAX_DEPTH} levels of parentheses at most.`, null)
      this.#at = this.tokens.length
      return null
    }
    if (token.kind === "minus") {
      const follows = this.#peek()?.kind
      if (follows === undefined || follows === "close" || follows === "or" || follows === "and")
        return this.#lonely(token)
      const node = this.#part(depth + (follows === "minus" ? 1 : 0))
      return node && { kind: "not", node }
    }
    if (token.kind === "open") return this.#group(token, depth)
    return token.kind === "text" ? this.#text(token) : null
  }

  #group(open: Token, depth: number): Node | null {
    const inner = this.#alternatives(depth + 1)
    const close = this.#peek()
    if (close?.kind !== "close") {
      const suggestion = `${this.query.slice(open.start)})`
      this.#fail({ start: open.start, end: this.query.length }, "A parenthesis is open. Close it with ).", suggestion)
      return inner
    }
    this.#next()
    if (!inner) this.#fail({ start: open.start, end: close.end }, "The parentheses are empty.", "")
    return inner
  }

  #lonely(token: { start: number; end: number }): null {
    this.#fail(token, "Nothing follows the minus that could be excluded.", '"-"')
    return null
  }

  #text(token: Extract<Token, { kind: "text" }>): Node | null {
    const { chars, start, end, hasQuotes } = token
    const span = { start, end }
    const colon = chars.findIndex(({ text, isLiteral }) => text === ":" && !isLiteral)
    const name = nameBefore(chars, colon)
    if (name === null || isWordWithColons(textOf(chars))) {
      if (textOf(chars) === "-" && !hasQuotes) return this.#lonely(token)
      if (chars.length === 0) return this.#empty(span)
      return { kind: "word", pattern: toPattern(chars), span }
    }
    return this.#term(name, chars.slice(colon + 1), { ...span, colon: (chars[colon]?.at ?? start) + 1 })
  }

  #empty(span: { start: number; end: number }): null {
    this.#fail(span, "The quotes are empty.", "")
    return null
  }

  #term(written: string, chars: readonly Char[], place: { start: number; end: number; colon: number }): Term | null {
    const { start, end, colon } = place
    const { field, path } = this.#resolve(written)
    if (!field) {
      const near = nearest(
        this.fields.flatMap(({ name, list }) => [name, ...(list?.members ?? []).map((member) => `${name}.${member}`)]),
        written,
      )
      const guess = near ? ` Did you mean ${near}:?` : ' To search for the text itself, put it in quotes: "…".'
      this.#fail({ start, end: colon }, `No field is called ${written}.${guess}`, near ? `${near}:` : null)
      return null
    }
    const context: ValueContext = { field, fields: this.fields, termStart: start, start: colon, end, query: this.query }
    const { errors, ...read } = readValues(chars, context)
    for (const error of errors) this.errors.push(error)
    const inner = read.path ?? path
    return {
      kind: "term",
      field: field.name,
      ...(inner !== undefined && { path: inner }),
      values: read.values,
      span: { start, end },
    }
  }

  /** The field, and for a property with members (`security_groups.id`) the member. */
  #resolve(written: string): { field: Field | undefined; path?: string } {
    const direct = findField(this.fields, written)
    if (direct) return { field: direct }
    const dot = written.indexOf(".", written.startsWith(PROPERTY_PREFIX) ? PROPERTY_PREFIX.length : 0)
    if (dot < 0) return { field: undefined }
    const owner = findField(this.fields, written.slice(0, dot))
    const member = written.slice(dot + 1)
    return owner?.list?.members.includes(member) ? { field: owner, path: member } : { field: undefined }
  }

  #peek(): Token | undefined {
    return this.tokens[this.#at]
  }

  #next(): Token {
    const token = this.tokens[this.#at++]
    if (!token) throw new Error("The parser read past the end")
    return token
  }

  #fail({ start, end }: { start: number; end: number }, message: string, suggestion: string | null): void {
    this.errors.push({ message, start, end, suggestion })
  }
}

/** The field's name before the colon, in small letters; null if what is there can be no field's name. */
function nameBefore(chars: readonly Char[], colon: number): string | null {
  if (colon < 1) return null
  const [name] = splitAt(chars, colon)
  if (name.some(({ isLiteral }) => isLiteral)) return null
  const text = textOf(name).toLowerCase()
  return /^[a-z_][a-z0-9_.]*$/.test(text) ? text : null
}
