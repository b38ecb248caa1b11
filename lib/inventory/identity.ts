import { createHash } from "node:crypto"
import type { FoundResource, Tags } from "@/lib/aws/resource"

/** The row id of a resource: the first 16 bytes of SHA-256 over its identity, as a UUID (RFC 9562, version 8). */
export function resourceRowId(accountId: string, region: string, type: string, resourceId: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([accountId, region, type, resourceId]))
    .digest()
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  const hex = digest.toString("hex", 0, 16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A resource with its row's id. */
export interface Identified {
  id: string
  found: FoundResource
}

/** Gives each resource of a page its row's id. */
export const identify = (accountId: string, type: string, page: readonly FoundResource[]): Identified[] =>
  page.map((found) => ({ id: resourceRowId(accountId, found.region, type, found.resourceId), found }))

/**
 * A digest of all that counts as content. Tags are left out and compared by themselves, since *could not be read* must not look
 * like a change; so are volatile properties. Secret values count by `valuesDigest`.
 */
export function fingerprint(found: FoundResource, volatile: readonly string[], valuesDigest: string | null): string {
  const { tags, secrets, properties, ...common } = found
  const stable = volatile.length ? Object.fromEntries(Object.entries(properties).filter(([key]) => !volatile.includes(key))) : properties
  return createHash("sha256")
    .update(JSON.stringify([common, stable, valuesDigest]))
    .digest("base64url")
}

/** A digest of the tags, whose keys are sorted; null where they could not be read. */
export const tagsDigest = (tags: Tags | undefined): string | null => (tags ? createHash("sha256").update(JSON.stringify(tags)).digest("base64url") : null)

/** Secrets as JSON with sorted names, so that AWS's order does not look like a change; null for none. */
export function secretsText(secrets: Record<string, string> | undefined): string | null {
  const pairs = Object.entries(secrets ?? {})
  return pairs.length ? JSON.stringify(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))) : null
}
