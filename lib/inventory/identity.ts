import * as crypto from "node:crypto"
import type { FoundResource } from "@/lib/aws/resource"

/** The row id of a resource: the first 16 bytes of SHA-256 over its identity, as a UUID (RFC 9562, version 8). */
export function resourceRowId(accountId: string, region: string, type: string, resourceId: string): string {
  const hex = sha256(JSON.stringify([accountId, region, type, resourceId]), "hex")
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
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
 * @param text the properties as JSON, where the caller has it already.
 */
export function fingerprint(
  found: FoundResource,
  volatile: readonly string[],
  valuesDigest: string | null,
  text = JSON.stringify(found.properties),
): string {
  const { region, resourceId, arn, name, status, vpcId, subnetId, privateIp, publicIp, properties } = found
  const common = [region, resourceId, arn, name, status, vpcId, subnetId, privateIp, publicIp]
  const stable = volatile.length
    ? JSON.stringify(Object.fromEntries(Object.entries(properties).filter(([key]) => !volatile.includes(key))))
    : text
  return sha256(`[${JSON.stringify(common)},${stable},${JSON.stringify(valuesDigest)}]`, "base64url")
}

/** A digest of the tags' JSON, whose keys are sorted; null where they could not be read. */
export const tagsDigest = (text: string | null): string | null => text && sha256(text, "base64url")

/** Secrets as JSON with sorted names, so that AWS's order does not look like a change; null for none. */
export function secretsText(secrets: Record<string, string> | undefined): string | null {
  const pairs = Object.entries(secrets ?? {})
  return pairs.length ? JSON.stringify(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))) : null
}

/** In one call where this Node has it (20.12 and later): a digest a row makes it count. */
function sha256(text: string, encoding: "hex" | "base64url"): string {
  if ("hash" in crypto) return crypto.hash("sha256", text, encoding)
  return (crypto as typeof import("node:crypto")).createHash("sha256").update(text).digest(encoding)
}
