import type { Field } from "@/lib/query/fields"
import { printTerm } from "@/lib/query/print"
import { conjuncts, type Node, type QueryError, type Term } from "@/lib/query/tree"

/**
 * Finds fields that are required to have two different values at once: `region:a region:b`. That is no mistake, but it
 * matches nothing, and a comma was probably meant.
 */
export function neverMatches(tree: Node, fields: readonly Field[]): QueryError[] {
  const seen = new Map<string, Term>()
  const hints: QueryError[] = []
  for (const node of conjuncts(tree)) {
    if (node.kind !== "term" || !isSingle(node, fields)) continue
    const name = node.field === "tag" ? `tag:${node.path}` : node.field
    const first = seen.get(name)
    if (!first) seen.set(name, node)
    else if (!shareValue(first, node) && first.span && node.span) {
      const both = printTerm({ ...first, values: [...first.values, ...node.values] })
      const message = `Nothing can match both. For one or the other, write ${both}.`
      hints.push({ message, start: first.span.start, end: node.span.end, suggestion: both })
    }
  }
  return hints
}

/** Whether a resource has only one such value, and the term names it without wildcards. */
function isSingle({ field: name, values }: Term, fields: readonly Field[]): boolean {
  const field = fields.find((one) => one.name === name)
  const hasOne = field && !field.types && (field.kind === "whole" || field.kind === "tag")
  return Boolean(hasOne) && values.length > 0 && values.every((one) => one.kind === "text" && one.pattern.length === 1)
}

const shareValue = (a: Term, b: Term): boolean => {
  const values = new Set(a.values.map((value) => JSON.stringify(value).toLowerCase()))
  return b.values.some((value) => values.has(JSON.stringify(value).toLowerCase()))
}
