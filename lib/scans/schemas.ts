import { z } from "zod"
import { credentialsSchema, regionSchema } from "@/lib/aws/credentials"
import { resourceTypeKeys, typeSchema } from "@/lib/aws/resource-types/registry"
import { scanStates } from "@/lib/db/states"
import { storableText } from "@/lib/db/text"
import { MAX_LENGTH, parse } from "@/lib/query/parse"
import { scanFields } from "@/lib/scans/fields"

const MOST_REGIONS = 60

const distinct = <T>(list: T[]) => [...new Set(list)]

/** A scan request from REST or the Connect dialog. `regions: ["*"]` means every enabled region. */
export const scanRequestSchema = z.object({
  credentials: z
    .looseObject({ connection_id: z.unknown().optional() })
    .refine((value) => value.connection_id === undefined, {
      path: ["connection_id"],
      message: "There are no saved connections in this version. Send aws_access_key_id and aws_secret_access_key.",
      abort: true,
    })
    .pipe(credentialsSchema),
  resource_types: z
    .array(typeSchema)
    .min(1, "Name at least one resource type, or leave out resource_types for all.")
    .max(100, "resource_types must have 100 entries or fewer.")
    .nullish()
    .transform((types) => distinct(types ?? [...resourceTypeKeys])),
  regions: z
    .union([z.tuple([z.literal("*")]), z.array(regionSchema).min(1).max(MOST_REGIONS)], {
      error: 'Send a list of known region codes such as ["us-east-1"], or ["*"] for every enabled region.',
    })
    .nullish()
    .transform((regions) => (regions ? distinct<string>(regions) : null)),
  /** The id of a scan. Only its slices that were not read completely are scanned, instead of types and regions. */
  retry_of: z.uuid("retry_of must be a scan's id.").nullish(),
})

const queryText = storableText
  .pipe(z.string().max(MAX_LENGTH, `q must have ${MAX_LENGTH} characters or fewer.`))
  .superRefine((text, context) => {
    const parsed = parse(text, scanFields)
    if (parsed.ok) return
    for (const { message, start, end, suggestion } of parsed.errors) {
      context.addIssue({ code: "custom", message, params: { start, end, suggestion } })
    }
  })

/**
 * Which scans to list: by state; by a query in the grammar of the inventory's search (lib/scans/fields.ts); and
 * only those older than a scan.
 */
export const scanFilterSchema = z.object({
  state: z.enum(scanStates, { error: `Unknown state. Use one of: ${scanStates.join(", ")}.` }).optional(),
  q: queryText.optional(),
  before: z.uuid("before must be a scan's id.").optional(),
})

export type ScanFilter = z.infer<typeof scanFilterSchema>

export type ScanRequest = z.infer<typeof scanRequestSchema>
