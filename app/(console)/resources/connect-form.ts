import { readTypes } from "@/app/(console)/resources/read-types"
import { credentialsSchema } from "@/lib/aws/credentials"

/** Messages by field; `form` is for messages that belong to no single field. */
export type ConnectFields = Partial<Record<string, string>>

/**
 * Reads the dialog's form, and checks it with the server's own schema before anything is sent. A retry takes its types
 * and regions from `retryOf`.
 */
export function readConnectForm(form: FormData, retryOf?: string) {
  const credentials = {
    aws_access_key_id: String(form.get("aws_access_key_id") ?? ""),
    aws_secret_access_key: String(form.get("aws_secret_access_key") ?? ""),
    aws_session_token: String(form.get("aws_session_token") ?? "") || null,
    region: String(form.get("region") ?? ""),
  }
  const resource_types = readTypes(form)
  const errors: ConnectFields = {}
  for (const issue of credentialsSchema.safeParse(credentials).error?.issues ?? [])
    errors[String(issue.path[0])] ??= issue.message
  if (retryOf) return { credentials, request: { credentials, retry_of: retryOf }, errors }
  const regions = readRegions(form)
  if (regions?.length === 0) errors.regions = "Choose at least one region."
  if (resource_types?.length === 0) errors.resource_types = "Choose at least one resource type."
  return { credentials, request: { credentials, resource_types, regions }, errors }
}

/** The regions as the scan request takes them: `["*"]`, null for the credentials' own, or a list. */
export function readRegions(form: FormData): string[] | null {
  if (form.get("regions") === "some") return form.getAll("chosen_regions").map(String)
  return form.get("regions") === "all" ? ["*"] : null
}
