import { z } from "zod"

const KEY_ID = /^A[A-Z0-9]{15,127}$/
const TEMPORARY_KEY_ID = /^ASIA/

const trimmed = z
  .string({
    error: (issue) => (issue.input === undefined ? "This field is required." : "This field must be a string."),
  })
  .trim()

/** As the SDK's partitions have it: `eu-west-1`, `us-gov-east-1`. It becomes a part of host names. */
const REGION = /^(us|eu|ap|sa|ca|me|af|il|mx|cn|eusc)(-[a-z]{2,12}){1,3}-\d$/

/**
 * A region. New ones come faster than our releases, and only the account itself knows which ones it has enabled. The message does not repeat
 * the input: a secret may have been pasted into the wrong field.
 */
export const regionSchema = trimmed.regex(REGION, {
  error: "Unknown AWS region. Use a code such as us-east-1.",
})

/** Keys as the REST contract and the Connect dialog send them; stray spaces are trimmed. */
export const credentialsSchema = z
  .object({
    aws_access_key_id: trimmed
      .min(1, "Enter the access key ID.")
      .max(128, "An access key ID must have 128 characters or fewer.")
      .regex(KEY_ID, "An access key ID starts with AKIA or ASIA and has 20 capital letters and digits."),
    aws_secret_access_key: trimmed
      .min(1, "Enter the secret access key.")
      .max(256, "A secret access key must have 256 characters or fewer.")
      .regex(/^[\x21-\x7e]*$/, "A secret access key must not contain spaces or line breaks."),
    region: regionSchema.default("us-east-1"),
    aws_session_token: trimmed
      .max(8192, "A session token must have 8,192 characters or fewer.")
      .regex(/^[\x21-\x7e]*$/, "A session token must not contain spaces or line breaks.")
      .nullish()
      .transform((token) => token || undefined),
  })
  .superRefine((keys, context) => {
    if (TEMPORARY_KEY_ID.test(keys.aws_access_key_id) && !keys.aws_session_token) {
      context.addIssue({
        code: "custom",
        path: ["aws_session_token"],
        message: "This is a temporary key, so its session token is needed.",
      })
    }
  })

export type CredentialsInput = z.infer<typeof credentialsSchema>

/** Keys in the SDK's own shape. */
export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string | undefined
  /** When temporary keys expire. */
  expiration?: Date | undefined
  /** The account that they belong to, where the one who gave them out says so. */
  accountId?: string | undefined
}

/**
 * Gets keys; it may be asked before each call. @param refused the access key ID that AWS refused: where there may be others by
 * now, they are got anew.
 */
export type CredentialProvider = (refused?: string) => Promise<AwsCredentials>

/** Keys, or what gets them. */
export type CredentialSource = AwsCredentials | CredentialProvider

/** Converts the contract's names to the SDK's. */
export const toAwsCredentials = (input: CredentialsInput): AwsCredentials => ({
  accessKeyId: input.aws_access_key_id,
  secretAccessKey: input.aws_secret_access_key,
  sessionToken: input.aws_session_token,
})
