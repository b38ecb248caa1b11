import { z } from "zod"
import { credentialsSchema, regionSchema } from "@/lib/aws/credentials"
import { typeNamesSchema } from "@/lib/aws/resource-types/bundles"
import { resourceTypeKeys } from "@/lib/aws/resource-types/registry"
import { scanStates } from "@/lib/db/states"
import { storableText } from "@/lib/db/text"
import { MAX_LENGTH, parse } from "@/lib/query/parse"
import { scanFields } from "@/lib/scans/fields"

const MOST_REGIONS = 60

const distinct = <T>(list: T[]) => [...new Set(list)]

/** So many may be sent; all of them count as one. */
const MOST_TYPES = Math.max(100, resourceTypeKeys.length)

/**
 * The types to scan, and bundles of them; see `bundles.ts`. Null stands for those of the minimal policy, or a connection's
 * own.
 */
export const typesSchema = z
  .array(z.string())
  .min(1, 'Name at least one resource type, send ["*"] for all, or leave out resource_types for the six basic ones.')
  .max(MOST_TYPES, `resource_types must have ${MOST_TYPES} entries or fewer.`)
  .pipe(typeNamesSchema)

/** Region codes, or `["*"]` for every enabled region. */
export const regionsSchema = z
  .union([z.tuple([z.literal("*")]), z.array(regionSchema).min(1).max(MOST_REGIONS)], {
    error: 'Send a list of known region codes such as ["us-east-1"], or ["*"] for every enabled region.',
  })
  .transform((regions) => distinct<string>(regions))

/** A saved connection in the place of keys. */
export const connectionRefSchema = z.object({ connection_id: z.uuid("connection_id must be a connection's id.") })

/** Keys, or a saved connection. Which of them is meant decides whose errors are reported. */
export const reachSchema = z.unknown().transform((value, context) => {
  const isReference = typeof value === "object" && value !== null && "connection_id" in value
  const parsed = (isReference ? connectionRefSchema : credentialsSchema).safeParse(value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as never)
  return z.NEVER
})

/** A scan request from REST or the Connect dialog. */
export const scanRequestSchema = z
  .object({
    credentials: reachSchema.optional(),
    resource_types: typesSchema.nullish().transform((types) => types ?? null),
    regions: regionsSchema.nullish().transform((regions) => regions ?? null),
    /** The id of a scan. Only its slices that were not read completely are scanned, instead of types and regions. */
    retry_of: z.uuid("retry_of must be a scan's id.").nullish(),
  })
  .superRefine(({ credentials, retry_of }, context) => {
    if (credentials || retry_of) return
    context.addIssue({ code: "custom", path: ["credentials"], message: NO_CREDENTIALS })
  })

const NO_CREDENTIALS = "Send credentials: aws_access_key_id and aws_secret_access_key, or a connection_id."

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
  /** The scans that are parts of this one, instead of those that stand by themselves. */
  parent: z.uuid("parent must be a scan's id.").optional(),
  /** The scans of this connection. */
  connection: z.uuid("connection must be a connection's id.").optional(),
})

export type ScanFilter = z.infer<typeof scanFilterSchema>

export type ScanRequest = z.infer<typeof scanRequestSchema>
