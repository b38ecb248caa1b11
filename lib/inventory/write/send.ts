import { sql } from "drizzle-orm"
import { factColumns } from "@/lib/aws/resource"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { seal } from "@/lib/seal"

/**
 * The columns of a sent row. A row is sent as a JSON array, which PostgreSQL reads three times as fast as an object
 * with these keys. Properties and tags are JSON already, so they come first.
 */
const SENT = [
  "tags jsonb",
  "properties jsonb",
  "id uuid",
  "region text",
  "resource_id text",
  ...factColumns.map(({ column }) => `${column} text`),
  "sealed_values text",
  "values_digest text",
  "fingerprint text",
  "tags_digest text",
  "unread text[]",
  "keeps_values boolean",
  "page int",
  "birth text",
]

/** Reads the sent arrays back into columns: the select list over `item`. */
export const readSent = sql.raw(
  SENT.map((column, at) => {
    const [name, type] = column.split(" ")
    if (type === "jsonb") return `nullif(item -> ${at}, 'null') as ${name}`
    return `(item ->> ${at})::${type} as ${name}`
  }).join(", "),
)

/** Rows of one slice, and how their secret values are kept. */
export interface SentPage {
  slice: HeldSlice
  rows: readonly Row[]
  sealing: Sealing
}

/** The rows of all pages as one JSON parameter; `page` is a page's index. */
export function toSent(pages: readonly SentPage[]): string {
  const items = pages.flatMap(({ slice, rows, sealing }, page) => rows.map((row) => toItem(slice, row, sealing, page)))
  // The brackets belong to the items: added around the joined text, they would copy a megabyte again.
  return items.map((item, at) => `${at === 0 ? "[" : ""}${item}${at === items.length - 1 ? "]" : ""}`).join(",") || "[]"
}

/** In the order of {@link SENT}. */
function toItem({ sealedProperty }: HeldSlice, row: Row, { encryptionKey }: Sealing, page: number): string {
  const { id, found, properties, tags, secrets } = row
  const unread = found.unread?.length ? found.unread : null
  const texts = [
    id,
    found.region,
    found.resourceId,
    ...factColumns.map(({ field }) => found[field]),
    secrets && seal(encryptionKey, secrets, id),
    row.valuesDigest,
    row.fingerprint,
    row.tagsDigest,
    unread && `{${unread.join(",")}}`,
    unread !== null && sealedProperty !== null && unread.includes(sealedProperty),
    page,
    found.birth ?? null,
  ]
  return `[${tags},${properties},${JSON.stringify(texts).slice(1)}`
}
