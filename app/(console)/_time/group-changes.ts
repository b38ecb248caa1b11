import { type Fields, fieldLabel, stepOf } from "@/app/(console)/_time/fields"
import type { TypeLabel } from "@/lib/aws/resource-types/registry"
import type { FeedChange } from "@/lib/inventory/read/feed"

/** Changes that one scan found alike. */
export interface ChangeGroup {
  key: string
  kind: FeedChange["kind"]
  type: string
  /** When the first of them was found. */
  at: string
  scanId: string | null
  fields: Fields
  /** In the order of the feed. */
  changes: FeedChange[]
}

/**
 * Puts together what one scan changed in the same way; an organisation's scan is one, however many accounts it has. A group
 * stands where its newest change stood.
 */
export function groupChanges(changes: readonly FeedChange[], types: readonly TypeLabel[]): ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>()
  for (const change of changes) {
    const { kind, resource, at, fields } = change
    const scanId = change.parent_scan_id ?? change.scan_id
    const key = JSON.stringify([scanId, kind, resource.type, likeness(change, types)])
    const known = groups.get(key)
    if (known) known.changes.push(change)
    else groups.set(key, { key, kind, type: resource.type, at, scanId, fields, changes: [change] })
  }
  return [...groups.values()]
}

/** The steps of a change without what stayed: two resources that lose one group of several lost the same. */
function likeness({ fields, resource }: FeedChange, types: readonly TypeLabel[]) {
  const type = types.find((one) => one.type === resource.type)
  return Object.entries(fields)
    .map(([field, values]) => [field, { ...stepOf(field, values, type), kept: [] }])
    .sort()
}

/** One sentence about a group without its last words: `EC2 instances appeared`, `security groups: legacy was taken from`. */
export function sentenceOf({ kind, fields, changes }: ChangeGroup, type: TypeLabel | undefined): string {
  const name = inSentence(type?.name ?? changes[0]?.resource.type ?? "")
  const what = changes.length === 1 ? "" : `${changes.length} ${name} `
  if (kind !== "changed") return `${what}${kind}`.trim()
  const names = Object.keys(fields)
  const [field = ""] = names
  if (names.length > 1) return `${names.map((name) => fieldLabel(name, type)).join(", ")} changed on ${what}`.trim()
  const step = stepOf(field, fields[field] ?? { old: null, new: null }, type)
  const label = fieldLabel(field, type)
  if (step.kind === "value") {
    if (step.old === null) return `${label} was set to ${step.new} on ${what}`.trim()
    if (step.new === null) return `${label} ${step.old} was removed from ${what}`.trim()
    return `${label} changed from ${step.old} to ${step.new} on ${what}`.trim()
  }
  if (step.added.length + step.removed.length === 0) return `${label} changed on ${what}`.trim()
  if (step.added.length === 0) return `${label}: ${step.removed.join(", ")} was taken from ${what}`.trim()
  if (step.removed.length === 0) return `${label}: ${step.added.join(", ")} was given to ${what}`.trim()
  return `${label} changed on ${what}`.trim()
}

/** `Load balancers` as it stands within a sentence: `load balancers`. `EC2 instances` and `VPCs` stay as they are. */
const inSentence = (name: string): string =>
  /^(Elastic|Lambda) /.test(name) ? name : name.replace(/^[A-Z](?=[a-z])/, (initial) => initial.toLowerCase())
