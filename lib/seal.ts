import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto"

const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals text with AES-256-GCM (NIST SP 800-38D).
 * @param key 32 bytes in base64.
 * @param rowId part of the authenticated data, so that a sealed value cannot be moved to another row.
 * @returns base64 of nonce, tag and ciphertext.
 */
export function seal(key: string, text: string, rowId: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", bytesOf(key), nonce).setAAD(Buffer.from(rowId))
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64")
}

/** Opens what {@link seal} made. @throws if the key, the row or a single bit differs. */
export function unseal(key: string, sealed: string, rowId: string): string {
  const bytes = Buffer.from(sealed, "base64")
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv("aes-256-gcm", bytesOf(key), nonce).setAAD(Buffer.from(rowId)).setAuthTag(tag)
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8")
}

/** A keyed digest (HMAC-SHA-256, hex). It shows that a secret changed, but the secret cannot be guessed from it. */
export function secretDigest(key: string, text: string): string {
  return createHmac("sha256", bytesOf(key)).update(text).digest("hex")
}

const bytesOf = (key: string) => Buffer.from(key, "base64")
