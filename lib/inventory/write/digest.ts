import * as crypto from "node:crypto"
import { type FoundResource, factColumns } from "@/lib/aws/resource"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { secretDigest } from "@/lib/seal"

/**
 * A found resource, with everything that is compared with the stored row. Its JSON is written once, for the digests and
 * for the database.
 */
export interface Row {
  id: string
  found: FoundResource
  properties: string
  /** Null if the tags could not be read. */
  tags: string | null
  fingerprint: string
  tagsDigest: string | null
  /** The values to seal, as JSON; null for none. */
  secrets: string | null
  valuesDigest: string | null
  /** It was stored when digests were compared, so it is not sent as a new row first. */
  isKnown?: boolean
}

/** How secret values are kept. */
export interface Sealing {
  /** 32 bytes in base64. */
  encryptionKey: string
  /** If false, values are dropped, and only the names are kept. */
  keepsSecretValues: boolean
}

/** Turns one page into rows. Pure. */
export const toRows = (slice: HeldSlice, page: readonly FoundResource[], sealing: Sealing): Row[] =>
  page.map((found) => toRow(slice, found, sealing))

function toRow(slice: HeldSlice, found: FoundResource, { encryptionKey, keepsSecretValues }: Sealing): Row {
  const secrets = keepsSecretValues ? secretsText(found.secrets) : null
  const valuesDigest = secrets && secretDigest(encryptionKey, secrets)
  const properties = JSON.stringify(found.properties)
  const tags = found.tags ? JSON.stringify(found.tags) : null
  return {
    id: resourceRowId(slice.accountId, found.region, slice.type, found.resourceId),
    found,
    properties,
    tags,
    fingerprint: fingerprint(found, valuesDigest, properties),
    tagsDigest: tags && sha256(tags, "base64url"),
    secrets,
    valuesDigest,
  }
}

/** The row id of a resource: the first 16 bytes of SHA-256 over its identity, as a UUID (RFC 9562, version 8). */
export function resourceRowId(accountId: string, region: string, type: string, resourceId: string): string {
  const hex = sha256(JSON.stringify([accountId, region, type, resourceId]), "hex")
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * A digest of everything that counts as content. Tags are left out and compared separately, since *could not be read*
 * must not look like a change. Secret values count by their digest. Volatile properties count: a row whose digest differs
 * by them alone is renewed, without a change.
 * @param properties the properties as JSON.
 */
export function fingerprint(
  found: FoundResource,
  valuesDigest: string | null,
  properties = JSON.stringify(found.properties),
): string {
  const common = [found.region, found.resourceId, ...factColumns.map(({ field }) => found[field])]
  // The names of unread properties are part of it, so that an incomplete row never looks like a complete one.
  const read = found.unread?.length ? [valuesDigest, found.unread] : valuesDigest
  const rest = found.birth ? [read, found.birth] : read
  return sha256(`[${JSON.stringify(common)},${properties},${JSON.stringify(rest)}]`, "base64url")
}

/** Secrets as JSON with sorted names, so that AWS's order never looks like a change; null for none. */
export function secretsText(secrets: Record<string, string> | undefined): string | null {
  const pairs = Object.entries(secrets ?? {})
  return pairs.length ? JSON.stringify(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)))) : null
}

/** crypto.hash (Node 20.12 and later) takes one call. With a digest for each row, that saves measurable time. */
function sha256(text: string, encoding: "hex" | "base64url"): string {
  if ("hash" in crypto) return crypto.hash("sha256", text, encoding)
  return (crypto as typeof import("node:crypto")).createHash("sha256").update(text).digest(encoding)
}
