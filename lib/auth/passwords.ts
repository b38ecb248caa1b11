import { randomBytes, scrypt, timingSafeEqual } from "node:crypto"

/** scrypt (RFC 7914) with OWASP's parameters: each try takes 64 MiB and about 0.1 s. */
const COST = { N: 2 ** 16, r: 8, p: 1 }
const MAX_MEMORY = 128 * 1024 * 1024
const KEY_BYTES = 32

const derive = (password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((done, fail) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY }, (error, key) =>
      error ? fail(error) : done(key),
    )
  })

/** `scrypt$N$r$p$salt$key`, salt and key in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, COST)
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), key.toString("base64")].join("$")
}

/** Whether the password is the one that was hashed; compares in constant time. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split("$")
  if (scheme !== "scrypt" || !salt || !key) return false
  const wanted = Buffer.from(key, "base64")
  const given = await derive(password, Buffer.from(salt, "base64"), { N: Number(N), r: Number(r), p: Number(p) })
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
