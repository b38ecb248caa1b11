import type { QueryError, Span } from "@/lib/query/tree"

/** A character of a token; `isLiteral` if quotes or a backslash protect it. */
export interface Char {
  text: string
  isLiteral: boolean
  at: number
}

export type Token = Span &
  ({ kind: "open" | "close" | "or" | "and" } | { kind: "minus" } | { kind: "text"; chars: Char[]; hasQuotes: boolean })

/** Cuts a query into tokens. Quotes and backslashes are resolved. An open quote is an error, and ends the last token. */
export function lex(query: string): { tokens: Token[]; errors: QueryError[] } {
  const tokens: Token[] = []
  const errors: QueryError[] = []
  let at = 0
  while (at < query.length) {
    const char = query[at] ?? ""
    if (isSpace(char)) at++
    else if (char === "(" || char === ")") {
      tokens.push({ kind: char === "(" ? "open" : "close", start: at, end: ++at })
    } else if (char === "-" && !isSpace(query[at + 1] ?? " ")) tokens.push({ kind: "minus", start: at, end: ++at })
    else {
      const token = readText(query, at, errors)
      tokens.push(token)
      at = token.end
    }
  }
  return { tokens, errors }
}

/** The text of characters, without what says whether each is literal. */
export const textOf = (chars: readonly Char[]): string => chars.map(({ text }) => text).join("")

const isSpace = (char: string) => /\s/.test(char)

/** Reads up to a space or parenthesis outside quotes. */
function readText(query: string, start: number, errors: QueryError[]): Token {
  const chars: Char[] = []
  let [at, hasQuotes, openQuote] = [start, false, -1]
  for (; at < query.length; at++) {
    const char = query[at] ?? ""
    if (char === "\\" && at + 1 < query.length) chars.push({ text: query[++at] ?? "", isLiteral: true, at })
    else if (char === '"') {
      hasQuotes = true
      openQuote = openQuote < 0 ? at : -1
    } else if (openQuote < 0 && (isSpace(char) || char === "(" || char === ")")) break
    else chars.push({ text: char, isLiteral: openQuote >= 0, at })
  }
  if (openQuote >= 0) {
    const suggestion = `${query.slice(openQuote, at)}"`
    errors.push({ message: 'A quote is open. Close it with ".', start: openQuote, end: at, suggestion })
  }
  const raw = query.slice(start, at)
  if (raw === "OR" || raw === "AND") return { kind: raw === "OR" ? "or" : "and", start, end: at }
  return { kind: "text", chars, hasQuotes, start, end: at }
}
