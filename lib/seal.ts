import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto"
import { requireEnv } from "@/lib/env"

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals text with AES-256-GCM (NIST SP 800-38D) under `ENCRYPTION_KEY`.
 * @param rowId bound in as associated data, so that a sealed value cannot be moved to another row.
 * @returns base64 of nonce, tag and ciphertext.
 */
export function seal(text: string, rowId: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", key(), nonce).setAAD(Buffer.from(rowId))
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64")
}

/** Opens what {@link seal} made. @throws when the key, the row or a single bit differs. */
export function unseal(sealed: string, rowId: string): string {
  const bytes = Buffer.from(sealed, "base64")
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv("aes-256-gcm", key(), nonce).setAAD(Buffer.from(rowId)).setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8")
}

/** A keyed digest (HMAC-SHA-256, hex): tells whether a secret changed without keeping it guessable. */
export function secretDigest(text: string): string {
  return createHmac("sha256", key()).update(text).digest("hex")
}

const key = () => Buffer.from(requireEnv("ENCRYPTION_KEY"), "base64")
