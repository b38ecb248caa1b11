import { formatKey } from "@/app/_ui/format"
import { formatQuantity, inOneLine } from "@/app/(console)/resources/_table/values"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import { SEALED_FIELD } from "@/lib/inventory/history/digests"

/** `{ field: { old, new } }`, as changes are recorded. */
export type Fields = Readonly<Record<string, { old: unknown; new: unknown }>>

/** A changed field as people call it: `tag owner`, `security groups`, `memory`. */
export function fieldLabel(field: string, type: TypeLabel | undefined): string {
  if (field === SEALED_FIELD) return `${(type?.sealed?.label ?? "Sealed").toLowerCase()} values`
  if (field === "birth") return "identity"
  if (field.startsWith("tag:")) return `tag ${field.slice(4)}`
  const label = type?.display[field]?.label ?? formatKey(field)
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label
}

/** What happened to one field: elements of a list came or went, or one value took the place of another. */
export type Step =
  | { kind: "list"; removed: string[]; added: string[]; kept: string[] }
  | { kind: "value"; old: string | null; new: string | null }

/** @returns the difference as texts, with units. */
export function stepOf(field: string, { old, new: now }: Fields[string], type: TypeLabel | undefined): Step {
  const unit = type?.display[field]?.unit
  const text = (value: unknown): string =>
    typeof value === "number" ? formatQuantity(value, unit) : (inOneLine(value) ?? "empty")
  if (!Array.isArray(old) && !Array.isArray(now)) {
    const one = (value: unknown) => (value === null || value === undefined ? null : text(value))
    return { kind: "value", old: one(old), new: one(now) }
  }
  const elements = (value: unknown) =>
    new Map((Array.isArray(value) ? value : []).map((one) => [JSON.stringify(one), one]))
  const [before, after] = [elements(old), elements(now)]
  const only = (a: ReadonlyMap<string, unknown>, keep: (key: string) => boolean) =>
    [...a].flatMap(([key, value]) => (keep(key) ? [text(value)] : []))
  return {
    kind: "list",
    removed: only(before, (key) => !after.has(key)),
    added: only(after, (key) => !before.has(key)),
    kept: only(after, (key) => before.has(key)),
  }
}
