import { z } from "zod"
import { credentialsSchema, regionSchema } from "@/lib/aws/credentials"
import { partitionNames, partitionOf, partitionOfArn } from "@/lib/aws/regions"
import { scheduleSchema } from "@/lib/connections/schedule/schema"
import { connectionKinds, memberScopes } from "@/lib/db/states"
import { storableText } from "@/lib/db/text"
import { regionsSchema, typesSchema } from "@/lib/scans/schemas"

const ROLE_ARN = new RegExp(`^arn:(${partitionNames.join("|")}):iam::\\d{12}:role/[\\w+=,.@/-]{1,512}$`)
/** A scan's id of 36 characters and a hyphen come behind it, and AWS allows 64 (STS API Reference, AssumeRole). */
const SESSION_NAME = /^[\w+=,.@-]{2,27}$/
const ROLE_NAME = /^[\w+=,.@/-]{1,128}$/
const MOST_ROLES = 5

const name = storableText.pipe(
  z.string().trim().min(1, "Give the connection a name.").max(80, "A name has 80 characters at most."),
)
const roleArn = z
  .string()
  .trim()
  .regex(ROLE_ARN, "Send a role's ARN, such as arn:aws:iam::123456789012:role/aws-connect-read.")
const organisation = z.object({
  role_name: z
    .string()
    .trim()
    .regex(ROLE_NAME, "Send the name of the role in each account, such as aws-connect-read, without an ARN."),
  scope: z.enum(memberScopes, `scope must be one of ${memberScopes.join(", ")}.`).default("all"),
  ou_paths: z
    .array(storableText.pipe(z.string().trim().min(1).max(1_000)))
    .max(500)
    .default([]),
})

/** What every connection has; each may also be changed. */
const fields = {
  name,
  home_region: regionSchema,
  regions: regionsSchema,
  resource_types: typesSchema.nullable(),
  role_arn: roleArn.nullable(),
  session_name: z
    .string()
    .regex(SESSION_NAME, "A session name has 2 to 27 letters, digits or the signs _ + = , . @ -")
    .nullable(),
  duration_seconds: z
    .number("duration_seconds must be a number.")
    .int("duration_seconds must be a whole number.")
    .min(900, "A session lasts 900 seconds or more.")
    .max(43_200, "A session lasts 43,200 seconds at most.")
    .nullable(),
  chain: z.array(roleArn).max(MOST_ROLES, `chain must have ${MOST_ROLES} roles or fewer.`),
  base: z.uuid("base must be a connection's id, or null for what the machine has.").nullable(),
  organisation: organisation.nullable(),
}

/** Ours alone: who could choose it could combine another connection's role with it (IAM User Guide, "The confused deputy problem"). */
const externalId = z
  .unknown()
  .refine((value) => value === undefined, "The external id is made by this server. Leave it out.")
  .optional()

const keyFields = z.object({
  aws_access_key_id: z.unknown().optional(),
  aws_secret_access_key: z.unknown().optional(),
  aws_session_token: z.unknown().optional(),
})

type Loose = { home_region?: string | undefined } & z.infer<typeof keyFields>

/** The keys of a body that has any; their errors are reported by their own names. */
function readKeys(body: Loose, context: z.RefinementCtx) {
  const { aws_access_key_id, aws_secret_access_key, aws_session_token } = body
  const keys = credentialsSchema.safeParse({
    ...{ aws_access_key_id, aws_secret_access_key, aws_session_token },
    region: body.home_region ?? "us-east-1",
  })
  if (keys.success) return keys.data
  for (const issue of keys.error.issues) context.addIssue({ code: "custom", path: issue.path, message: issue.message })
  return z.NEVER
}

interface Reach {
  role_arn?: string | null
  chain?: readonly string[]
  home_region?: string
}

/** A role belongs to a partition, and so does the region that the connection calls. */
export function findOtherPartition({
  role_arn,
  chain = [],
  home_region,
}: Reach): { path: string; message: string } | null {
  if (home_region === undefined) return null
  const wanted = partitionOf(home_region)
  for (const [path, arn] of [["role_arn", role_arn] as const, ...chain.map((one) => ["chain", one] as const)]) {
    if (!arn || partitionOfArn(arn) === wanted) continue
    const message = `This role is of the partition ${partitionOfArn(arn)}, and ${home_region} is of ${wanted}. Choose a home region of the role's partition.`
    return { path, message }
  }
  return null
}

function assertPartition(reach: Reach, context: z.RefinementCtx): void {
  const wrong = findOtherPartition(reach)
  if (wrong) context.addIssue({ code: "custom", path: [wrong.path], message: wrong.message })
}

/** `POST /api/aws/connections`. */
export const newConnectionSchema = z
  .object({
    ...fields,
    ...keyFields.shape,
    kind: z.enum(connectionKinds, `kind must be one of ${connectionKinds.join(", ")}.`),
    external_id: externalId,
    home_region: fields.home_region.default("us-east-1"),
    regions: fields.regions.default(["*"]),
    resource_types: fields.resource_types.default(null),
    role_arn: fields.role_arn.default(null),
    session_name: fields.session_name.default(null),
    duration_seconds: fields.duration_seconds.default(null),
    chain: fields.chain.default([]),
    base: fields.base.default(null),
    organisation: fields.organisation.default(null),
    /** The guided page saves a draft, which is not scanned until its test was seen. */
    is_draft: z.boolean().default(false),
    schedule: scheduleSchema.nullish().transform((schedule) => schedule ?? null),
  })
  .superRefine(assertPartition)
  .transform((body, context) => {
    const { aws_access_key_id: _, aws_secret_access_key: __, aws_session_token: ___, external_id: ____, ...rest } = body
    return { ...rest, keys: body.kind === "keys" ? readKeys(body, context) : null }
  })

/** `PATCH /api/aws/connections/{id}`. Keys are replaced whole. */
export const changeConnectionSchema = z
  .object({ ...fields, ...keyFields.shape })
  .partial()
  .extend({ external_id: externalId, schedule: scheduleSchema.nullable().optional() })
  .superRefine(assertPartition)
  .transform((body, context) => {
    const { aws_access_key_id, aws_secret_access_key, aws_session_token, external_id: _, ...rest } = body
    const hasKeys = [aws_access_key_id, aws_secret_access_key, aws_session_token].some((one) => one !== undefined)
    return { ...rest, keys: hasKeys ? readKeys(body, context) : undefined }
  })

export type NewConnection = z.output<typeof newConnectionSchema>
export type ConnectionChange = z.output<typeof changeConnectionSchema>

/** `POST …/{id}/scan`: what narrows the connection's own types and regions. */
export const connectionScanSchema = z.object({
  resource_types: typesSchema.nullish().transform((types) => types ?? null),
  regions: regionsSchema.nullish().transform((regions) => regions ?? null),
})

/** `DELETE …/{id}?resources=true` also deletes what is known of its accounts. */
export const deleteConnectionSchema = z.object({
  resources: z
    .enum(["true", "false"], "resources must be true or false.")
    .default("false")
    .transform((text) => text === "true"),
})

const ACCOUNT = z.string().regex(/^\d{12}$/, "An account's number has 12 digits.")

/** `PATCH …/{id}/accounts`: includes or excludes accounts by hand; null leaves it to the organisation's scope. */
export const accountChoicesSchema = z.object({
  accounts: z
    .array(z.object({ account_id: ACCOUNT, is_included: z.boolean().nullable() }))
    .min(1, "Name at least one account.")
    .max(1_000, "accounts must have 1,000 entries or fewer."),
})

/** `PATCH /api/aws/accounts/{account_id}`: the name that people read in the place of the number; null for none. */
export const accountNameSchema = z.object({
  name: storableText
    .pipe(z.string().trim().min(1, "Give the account a name.").max(80, "A name has 80 characters at most."))
    .nullable(),
})
export const accountIdSchema = ACCOUNT
