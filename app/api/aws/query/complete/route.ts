import { z } from "zod"
import { completeQuery } from "@/lib/inventory/read/complete"
import { moment } from "@/lib/inventory/schemas"
import { MAX_LENGTH } from "@/lib/query/parse"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 10

const schema = z.object({
  q: z
    .string()
    .max(MAX_LENGTH, `q must have ${MAX_LENGTH} characters or fewer.`)
    .refine((text) => !text.includes("\0"), "A value must not contain a NUL character.")
    .default(""),
  cursor: z.coerce.number("cursor must be a place in q.").int().min(0).max(MAX_LENGTH).optional(),
  as_of: moment("as_of").optional(),
})

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const { q, cursor, as_of } = parse(schema, Object.fromEntries(new URL(request.url).searchParams))
  return Response.json(await completeQuery(ctx, q, cursor ?? q.length, as_of))
})
