import type { BundleKey } from "@/lib/aws/resource-types/choices"

/** What a person chose to scan: a bundle, or types of their own. */
export type TypeChoiceState = { bundle: BundleKey } | { own: ReadonlySet<string> }

/** The name of the field that says which bundle; `own` for a person's own types, which are in `resource_types`. */
export const BUNDLE_FIELD = "bundle"

/** The types of a form as REST takes them: null for the minimal ones, a bundle's name, or a list. */
export function readTypes(form: FormData): string[] | null {
  const bundle = String(form.get(BUNDLE_FIELD) ?? "minimal")
  if (bundle === "own") return form.getAll("resource_types").map(String)
  return bundle === "minimal" ? null : [bundle]
}
