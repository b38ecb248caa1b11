import type { Bound, Node, Pattern, Term, Value } from "@/lib/query/tree"
import { isWordWithColons } from "@/lib/query/word-forms"

/** Writes a tree as a query: `parse(print(tree))` is the tree again, but for the places. */
export function print(node: Node): string {
  switch (node.kind) {
    case "and":
      return node.nodes
        .map((one) => (one.kind === "or" || one.kind === "and" ? `(${print(one)})` : print(one)))
        .join(" ")
    case "or":
      return node.nodes.map((one) => (one.kind === "or" ? `(${print(one)})` : print(one))).join(" OR ")
    case "not":
      return node.node.kind === "and" || node.node.kind === "or" ? `-(${print(node.node)})` : `-${print(node.node)}`
    case "word":
      return printWord(node.pattern)
    case "term":
      return printTerm(node)
  }
}

/** Writes one term: `region:eu-west-1,us-east-1`, `tag:env=prod`. */
export function printTerm({ field, path, values }: Term): string {
  const list = values.map((value) => printValue(value, field)).join(",")
  if (field === "tag") return `tag:${printText([path ?? ""], true)}${values.length ? `=${list}` : ""}`
  return `${field}${path === undefined ? "" : `.${path}`}:${list}`
}

const printValue = (value: Value, field: string): string => {
  switch (value.kind) {
    case "text":
      return printText(value.pattern, field === "tag")
    case "compare":
      return `${value.order}${printBound(value.bound)}`
    case "range":
      return `${value.from ? printBound(value.from) : ""}..${value.to ? printBound(value.to) : ""}`
    case "equal":
      return printBound(value.bound)
  }
}

const printBound = (bound: Bound): string => {
  if (bound.kind === "number") return String(bound.value)
  return bound.kind === "age" ? `${bound.amount}${bound.unit}` : bound.text
}

/** What must be protected inside a value. */
const SPECIAL = /[\s"\\(),*]/
const SPECIAL_IN_TAGS = /[\s"\\(),*=]/

function printText(pattern: Pattern, isTag: boolean): string {
  const special = isTag ? SPECIAL_IN_TAGS : SPECIAL
  if (pattern.length === 1) return quoteIf(pattern[0] ?? "", (text) => text === "" || special.test(text))
  return pattern.map((piece) => escapeAll(piece, special)).join("*")
}

const printWord = (pattern: Pattern): string => {
  if (pattern.length === 1) return quoteIf(pattern[0] ?? "", needsQuotes)
  const text = pattern.map((piece) => escapeAll(piece, /[\s"\\()*:]/)).join("*")
  return text.startsWith("-") ? `\\${text}` : text
}

/** Whether a word would be read as something else: an operator, a field, an exclusion. */
const needsQuotes = (word: string): boolean =>
  /[\s"\\()*]/.test(word) ||
  (word.includes(":") && !isWordWithColons(word)) ||
  word === "" ||
  word.startsWith("-") ||
  word === "OR" ||
  word === "AND"

const quoteIf = (text: string, isNeeded: (text: string) => boolean): string =>
  isNeeded(text) ? `"${text.replace(/[\\"]/g, "\\$&")}"` : text

const escapeAll = (text: string, special: RegExp): string =>
  [...text].map((char) => (special.test(char) ? `\\${char}` : char)).join("")
