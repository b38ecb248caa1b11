import { z } from "zod"
import { listLimit, moment, querySchema } from "@/lib/inventory/schemas"

export const changeKinds = ["appeared", "changed", "removed", "returned"] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What became of a resource between two moments. `transient`: it came and went in between. */
export const fates = ["appeared", "changed", "removed", "transient"] as const
export type Fate = (typeof fates)[number]

const page = z.object({ limit: listLimit, cursor: z.string().max(500).optional() })
const oneOf = <T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `kind must be one of ${values.join(", ")}.`)

/** The feed of changes: from (not included) to (included). */
export const feedSchema = querySchema
  .and(page)
  .and(z.object({ from: moment("from").optional(), to: moment("to").optional(), kind: oneOf(changeKinds).optional() }))

/** Two moments, the earlier one first. Without `to`, the second one is now. */
export const compareSchema = querySchema
  .and(page)
  .and(z.object({ from: moment("from"), to: moment("to").optional(), kind: oneOf(fates).optional() }))
  .transform((query) => ({ ...query, to: query.to ?? new Date().toISOString() }))
  .refine(({ from, to }) => from <= to, { path: ["from"], error: "from must not be later than to." })

export type FeedQuery = z.infer<typeof feedSchema>
export type CompareQuery = z.infer<typeof compareSchema>
