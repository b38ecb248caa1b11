import { z } from "zod"
import { storableText } from "@/lib/db/text"
import { inventoryFields } from "@/lib/inventory/fields"
import { sortKeys } from "@/lib/inventory/read/order"
import { propertyField } from "@/lib/inventory/table-columns"
import { MAX_LENGTH, parse } from "@/lib/query/parse"
import { allOf, type Node, textValue } from "@/lib/query/tree"

const MAX_LIMIT = 1000
/** How many rows a page of the table has. */
export const TABLE_PAGE_SIZE = 50

const list = z
  .union([storableText, z.array(storableText)])
  .optional()
  .transform((value) =>
    [value ?? []]
      .flat()
      .flatMap((part) => part.split(","))
      .map((part) => part.trim())
      .filter(Boolean),
  )

export const sortSchema = storableText
  .default("name")
  .refine((text) => isSortKey(text.replace(/^-/, "")), {
    error: `Sort by one of ${sortKeys.join(", ")}, tag.KEY or properties.NAME; put - in front for descending order.`,
  })
  .transform((text) => ({ key: text.replace(/^-/, ""), descending: text.startsWith("-") }))

const isSortKey = (key: string): boolean =>
  sortKeys.includes(key) ||
  /^tag\../.test(key) ||
  (key.startsWith("properties.") && Boolean(propertyField(key.slice("properties.".length))))

const wholeNumber = (name: string, most: number) =>
  z.coerce
    .number({ error: `${name} must be a whole number from 1 to ${most}.` })
    .int(`${name} must be a whole number from 1 to ${most}.`)
    .min(1, `${name} must be 1 or more.`)
    .max(most, `${name} must be ${most} or less.`)

/**
 * A moment of the past, ISO 8601; a date is its first moment in UTC. @returns it in UTC, with milliseconds.
 * @param name the field, for messages.
 */
export const moment = (name: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: `${name} must be a date or a time in ISO 8601, such as 2026-11-01 or 2026-11-01T12:00:00Z.`,
    })
    .transform((text) => new Date(text).toISOString())
    .refine((text) => Date.parse(text) <= Date.now(), `${name} must not be in the future.`)
    .refine((text) => text >= "1970", `${name} must be a year from 1970 on.`)

/** How many rows a page of a list has. */
export const listLimit = wholeNumber("limit", MAX_LIMIT).default(TABLE_PAGE_SIZE)

const filters = z.object({
  type: list,
  region: list,
  account_id: list,
  status: list,
  /** Pairs, since a key may be any text, and an object has names of its own. */
  tags: z
    .union([
      z.array(z.tuple([z.string(), z.string()])),
      z.record(z.string(), z.string()).transform((tags) => Object.entries(tags)),
    ])
    .superRefine((tags, context) => {
      for (const [key, value] of tags) {
        const wrong = storableText.safeParse(`${key}${value}`).error?.issues[0]
        if (wrong) context.addIssue({ code: "custom", path: [key], message: wrong.message })
      }
    })
    .default([]),
  q: storableText.pipe(z.string().max(MAX_LENGTH, `q must have ${MAX_LENGTH} characters or fewer.`)).default(""),
  removed: z.enum(["hide", "show"], 'removed must be "hide" or "show".').default("hide"),
  as_of: moment("as_of").optional(),
})

type Filters = z.output<typeof filters>

/** The query of everything that lists: `q`, and the plain filters as further terms of the same tree. */
export const querySchema = filters.transform((given, context) => {
  const parsed = parse(given.q, inventoryFields)
  if (parsed.ok) {
    const tree = allOf([parsed.tree, ...plainTerms(given)])
    return { tree, removed: given.removed, asOf: given.as_of ?? null }
  }
  for (const { message, start, end, suggestion } of parsed.errors) {
    context.addIssue({ code: "custom", path: ["q"], message, params: { start, end, suggestion } })
  }
  return z.NEVER
})

/** The filters besides `q`, as terms. */
function plainTerms({ type, region, account_id: account, status, tags }: Filters): Node[] {
  const terms = Object.entries({ type, region, account, status }).flatMap(([field, values]): Node[] =>
    values.length ? [{ kind: "term", field, values: values.map(textValue) }] : [],
  )
  const tagTerms = tags.map(([path, value]): Node => ({ kind: "term", field: "tag", path, values: [textValue(value)] }))
  return [...terms, ...tagTerms]
}

/** The query of the REST list. `tag.KEY=VALUE` parameters are first collected into `tags`. */
export const listQuerySchema = querySchema.and(
  z.object({
    sort: sortSchema,
    limit: listLimit,
    cursor: z.string().max(8_000).optional(),
  }),
)

const facetNames = storableText
  .transform((text) => [
    ...new Set(
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ])
  .refine((names) => names.length <= 20, "facets may name 20 facets at most.")
  .refine((names) => names.every(isFacet), {
    error: "A facet is one of type, region, account_id, status, or tag.KEY.",
  })

const isFacet = (name: string): boolean =>
  ["type", "region", "account_id", "status"].includes(name) || /^tag\../.test(name)

/** The query of the facets. */
export const facetsSchema = querySchema.and(
  z.object({ facets: facetNames.default(["type", "account_id", "region", "status"]) }),
)

export type InventoryQuery = z.infer<typeof querySchema>
export type ListQuery = z.infer<typeof listQuerySchema>

/**
 * Turns URL parameters into one object for the schemas to parse: repeated names become lists, and `tag.env=prod`
 * becomes `tags: { env: "prod" }`.
 */
export function fromSearchParams(params: URLSearchParams): Record<string, unknown> {
  const tags: [key: string, value: string][] = []
  const rest: Record<string, string | string[]> = {}
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name)
    if (name.startsWith("tag.")) tags.push([name.slice(4), values.at(-1) ?? ""])
    else rest[name] = values.length > 1 ? values : (values[0] ?? "")
  }
  return { ...rest, tags }
}
