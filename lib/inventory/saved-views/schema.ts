import { z } from "zod"
import { storableText } from "@/lib/db/text"
import { inventoryFields } from "@/lib/inventory/fields"
import { moment, sortSchema } from "@/lib/inventory/schemas"
import { findColumn } from "@/lib/inventory/table-columns"
import { parse } from "@/lib/query/parse"

/** A saved view as REST shows it. */
export interface SavedView {
  id: string
  name: string
  q: string
  /** Null for the default columns. */
  columns: string[] | null
  sort: string
  /** The date that it shows; null for now. */
  as_of: string | null
  is_shared: boolean
  /** Whether the caller may change it. */
  is_own: boolean
}

const query = storableText.superRefine((text, context) => {
  const parsed = parse(text, inventoryFields)
  if (parsed.ok) return
  for (const { message, start, end, suggestion } of parsed.errors) {
    context.addIssue({ code: "custom", message, params: { start, end, suggestion } })
  }
})

const fields = {
  name: storableText.pipe(
    z.string().trim().min(1, "Give the view a name.").max(80, "A name has 80 characters at most."),
  ),
  q: query,
  columns: z
    .array(storableText.refine((key) => findColumn(key) !== null, "There is no such column."))
    .min(1, "A view has one column or more.")
    .max(100, "A view has 100 columns at most.")
    .nullable(),
  sort: storableText.refine((text) => sortSchema.safeParse(text).success, "This is nothing to sort by."),
  as_of: moment("as_of").nullable(),
  is_shared: z.boolean(),
}

export const newViewSchema = z.object({
  ...fields,
  q: fields.q.default(""),
  columns: fields.columns.default(null),
  sort: fields.sort.default("name"),
  as_of: fields.as_of.default(null),
  is_shared: fields.is_shared.default(false),
})

export const changeViewSchema = z.object(fields).partial()

export type NewView = z.infer<typeof newViewSchema>
export type ViewChange = z.infer<typeof changeViewSchema>
