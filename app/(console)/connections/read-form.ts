import { readRegions } from "@/app/(console)/resources/connect-form"
import { readTypes } from "@/app/(console)/resources/read-types"

/** The regions and types of a form, as the bodies of REST have them. */
export function readReach(form: FormData) {
  const home = String(form.get("region") ?? "")
  return { home_region: home, regions: readRegions(form) ?? [home], resource_types: readTypes(form) }
}

export const KEY_NAMES = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]

/** The keys of a form; null for an empty one. */
export const readKeys = (form: FormData) =>
  Object.fromEntries(KEY_NAMES.map((name) => [name, String(form.get(name) ?? "") || null]))

/** The organisation of a form; null for one account. */
export function readOrganisation(form: FormData) {
  if (form.get("is_organisation") !== "on") return null
  const typed = String(form.get("ou_paths") ?? "").split("\n")
  const ou_paths = [...form.getAll("ou_path").map(String), ...typed].map((path) => path.trim()).filter(Boolean)
  return { role_name: String(form.get("role_name") ?? ""), scope: String(form.get("scope") ?? "all"), ou_paths }
}
