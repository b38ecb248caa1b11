import type { Field } from "@/lib/query/fields"
import { parse } from "@/lib/query/parse"
import type { QueryError } from "@/lib/query/tree"

/** A query's text, and what the server says of it. */
export interface CheckedQuery {
  text: string
  errors: readonly QueryError[]
  hints: readonly QueryError[]
}

/** Checks a query for the box, which loads the fields only when somebody types. */
export function checkQuery(text: string, fields: readonly Field[]): CheckedQuery {
  const parsed = parse(text, fields)
  return parsed.ok ? { text, errors: [], hints: parsed.hints } : { text, errors: parsed.errors, hints: [] }
}
