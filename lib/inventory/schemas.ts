import { z } from "zod"
import { storableText } from "@/lib/db/text"

/** What the list can be sorted by, in both directions; `-name` is descending. */
export const sortKeys = ["name", "type", "region", "account_id", "status", "first_seen_at", "last_changed_at"] as const
export type SortKey = (typeof sortKeys)[number]

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

const sort = z
  .string()
  .default("name")
  .refine((text) => (sortKeys as readonly string[]).includes(text.replace(/^-/, "")), {
    error: `Sort by one of ${sortKeys.join(", ")}; put - in front for descending order.`,
  })
  .transform((text) => ({ key: text.replace(/^-/, "") as SortKey, descending: text.startsWith("-") }))

const wholeNumber = (name: string, most: number) =>
  z.coerce
    .number({ error: `${name} must be a whole number from 1 to ${most}.` })
    .int(`${name} must be a whole number from 1 to ${most}.`)
    .min(1, `${name} must be 1 or more.`)
    .max(most, `${name} must be ${most} or less.`)

const filters = {
  type: list,
  region: list,
  account_id: list,
  status: list,
  q: storableText.pipe(z.string().trim().max(200, "q must have 200 characters or fewer.")).default(""),
  removed: z.enum(["hide", "show"], 'removed must be "hide" or "show".').default("hide"),
}

/** The query of the REST list. `tag.KEY=VALUE` parameters are first collected into `tags`. */
export const listQuerySchema = z.object({
  ...filters,
  tags: z.record(storableText, storableText).default({}),
  sort,
  limit: wholeNumber("limit", MAX_LIMIT).default(50),
  cursor: z.string().max(2000).optional(),
})

/** The table's state, as its URL stores it. */
export const tableQuerySchema = z.object({
  ...filters,
  tags: z.record(storableText, storableText).default({}),
  sort,
  page: wholeNumber("page", 100_000).default(1),
})

export type ListQuery = z.infer<typeof listQuerySchema>
export type TableQuery = z.infer<typeof tableQuerySchema>
export type Filters = Pick<ListQuery, "type" | "region" | "account_id" | "status" | "q" | "removed" | "tags">

/**
 * Turns URL parameters into one object for the schemas to parse: repeated names become lists, and `tag.env=prod`
 * becomes `tags: { env: "prod" }`.
 */
export function fromSearchParams(params: URLSearchParams): Record<string, unknown> {
  const tags: Record<string, string> = {}
  const rest: Record<string, string | string[]> = {}
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name)
    if (name.startsWith("tag.")) tags[name.slice(4)] = values.at(-1) ?? ""
    else rest[name] = values.length > 1 ? values : (values[0] ?? "")
  }
  return { ...rest, tags }
}
