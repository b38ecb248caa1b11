import { credentialsSchema } from "@/lib/aws/credentials"

/** Messages by field; `form` for what concerns no single one. */
export type ConnectFields = Partial<Record<string, string>>

/** Reads the dialog's form, and checks it with the very schema that the server uses, before anything is sent. */
export function readConnectForm(form: FormData) {
  const credentials = {
    aws_access_key_id: String(form.get("aws_access_key_id") ?? ""),
    aws_secret_access_key: String(form.get("aws_secret_access_key") ?? ""),
    aws_session_token: String(form.get("aws_session_token") ?? "") || null,
    region: String(form.get("region") ?? ""),
  }
  const resource_types = form.getAll("resource_types").map(String)
  const errors: ConnectFields = {}
  for (const issue of credentialsSchema.safeParse(credentials).error?.issues ?? []) errors[String(issue.path[0])] ??= issue.message
  if (resource_types.length === 0) errors.resource_types = "Choose at least one resource type."
  return { credentials, request: { credentials, resource_types, regions: form.get("regions") === "all" ? ["*"] : null }, errors }
}
