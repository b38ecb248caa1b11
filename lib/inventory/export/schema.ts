import { z } from "zod"
import { isUuid, storableText } from "@/lib/db/text"
import { allColumns } from "@/lib/inventory/export/columns"
import { MOST_IDS } from "@/lib/inventory/export/limits"
import { querySchema, sortSchema } from "@/lib/inventory/schemas"
import { findColumn } from "@/lib/inventory/table-columns"

export const exportFormats = ["csv", "ndjson", "xlsx"] as const
export type ExportFormat = (typeof exportFormats)[number]

const MOST_COLUMNS = 100

const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)

/** `columns=name,region,tag.env`; a comma inside a tag's key is written `%2C` twice, since a list is split at commas. */
export const columnsSchema = storableText
  .transform((text) => [...new Set(listOf(text).map((key) => key.replaceAll("%2C", ",")))])
  .refine((keys) => keys.length > 0, "Name one column or more, or leave out columns for all.")
  .refine((keys) => keys.length <= MOST_COLUMNS, `An export has ${MOST_COLUMNS} columns at most.`)
  .superRefine((keys, context) => {
    const wrong = keys.find((key) => !findColumn(key) && !allColumns.includes(key))
    if (wrong === undefined) return
    context.addIssue({
      code: "custom",
      message: `No column is called ${wrong}. Use ${allColumns.join(", ")}, tag.KEY or properties.NAME.`,
    })
  })

const idsSchema = (name: string) =>
  z
    .string()
    .transform(listOf)
    .refine((ids) => ids.length <= MOST_IDS, `${name} may name ${MOST_IDS} resources at most. Narrow q instead.`)
    .refine((ids) => ids.every(isUuid), `${name} must be the ids of resources, with commas between them.`)

export const exportSchema = querySchema.and(
  z.object({
    format: z.enum(exportFormats, `format must be one of ${exportFormats.join(", ")}.`).default("csv"),
    columns: columnsSchema.optional(),
    sort: sortSchema,
    raw: z.enum(["true", "false"], 'raw must be "true" or "false".').default("false"),
    /** Only these resources, by row id: the selection of a table. */
    ids: idsSchema("ids").optional(),
    /** All that match but these, by row id. */
    except: idsSchema("except").optional(),
  }),
)

export type ExportRequest = z.infer<typeof exportSchema>
