import { factNames } from "@/lib/inventory/columns"
import { SEALED_FIELD } from "@/lib/inventory/history/digests"

/** A change as it is recorded: `{ field: { old, new } }`. */
export type Fields = Readonly<Record<string, { old?: unknown; new?: unknown }>>

/** What a change can touch of a row: the shared facts by their column names, tags and properties. */
export interface State {
  facts: Readonly<Record<string, string | null>>
  tags: Record<string, string> | null
  properties: Record<string, unknown>
  valuesDigest: string | null
}

const TAG = "tag:"
const isFact = new Set<string>(factNames)

/** The state before a change, from the state after it. */
export function undo(state: State, fields: Fields): State {
  let { valuesDigest } = state
  const facts = { ...state.facts }
  const properties = { ...state.properties }
  let tags = state.tags
  for (const [field, { old = null }] of Object.entries(fields)) {
    if (field === "tags") tags = old as State["tags"]
    else if (field.startsWith(TAG)) tags = withTag(tags, field.slice(TAG.length), old as string | null)
    else if (isFact.has(field)) facts[field] = old as string | null
    else if (field === SEALED_FIELD) valuesDigest = old as string | null
    // The mark of a thing is no part of what it was.
    else if (field !== "birth") properties[field] = old
  }
  return { facts, tags, properties, valuesDigest }
}

function withTag(tags: State["tags"], key: string, value: string | null): State["tags"] {
  const { [key]: _, ...others } = tags ?? {}
  return value === null ? others : { ...others, [key]: value }
}
