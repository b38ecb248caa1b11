import { randomBytes } from "node:crypto"
import { describe, expect, test } from "vitest"
import { hashPassword, verifyPassword } from "@/lib/auth/passwords"
import { fingerprint, resourceRowId, secretsText } from "@/lib/inventory/write/digest"
import { seal, secretDigest, unseal } from "@/lib/seal"

const key = randomBytes(32).toString("base64")

describe("sealing", () => {
  test("a sealed value opens only for its own row, and the same text is never sealed to the same value", () => {
    const sealed = seal(key, "größe 🔑", "row-1")
    expect(unseal(key, sealed, "row-1")).toBe("größe 🔑")
    expect(seal(key, "größe 🔑", "row-1")).not.toBe(sealed)
    expect(() => unseal(key, sealed, "row-2")).toThrow()
  })

  test("a value with one flipped bit is refused", () => {
    const bytes = Buffer.from(seal(key, "text", "row"), "base64")
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    expect(() => unseal(key, bytes.toString("base64"), "row")).toThrow()
  })

  test("another key opens nothing and gives another digest", () => {
    const other = randomBytes(32).toString("base64")
    expect(() => unseal(other, seal(key, "text", "row"), "row")).toThrow()
    expect(secretDigest(other, "text")).not.toBe(secretDigest(key, "text"))
  })
})

describe("passwords", () => {
  test("a password matches only its own hash, and every hash has a new salt", async () => {
    const hash = await hashPassword("correct horse")
    expect(await verifyPassword("correct horse", hash)).toBe(true)
    expect(await verifyPassword("correct horsf", hash)).toBe(false)
    expect(await hashPassword("correct horse")).not.toBe(hash)
    expect(await verifyPassword("x", "nonsense")).toBe(false)
  })
})

describe("identity and fingerprint", () => {
  const found = {
    region: "us-east-1",
    resourceId: "i-1",
    arn: null,
    name: "a",
    status: null,
    vpcId: null,
    subnetId: null,
    privateIp: null,
    publicIp: null,
    tags: {},
    properties: { size: 1, touched: 5 },
  }

  test("the row id is a UUID, and differs even if the joined parts give the same text", () => {
    expect(resourceRowId("1", "us-east-1", "ec2", "i-1")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(resourceRowId("1", "a", "bc", "d")).not.toBe(resourceRowId("1", "ab", "c", "d"))
  })

  test("the fingerprint ignores tags, and nothing else", () => {
    const base = fingerprint(found, null)
    expect(fingerprint({ ...found, tags: undefined }, null)).toBe(base)
    expect(fingerprint({ ...found, properties: { size: 1, touched: 6 } }, null)).not.toBe(base)
    expect(fingerprint({ ...found, properties: { size: 2, touched: 5 } }, null)).not.toBe(base)
    expect(fingerprint({ ...found, name: null }, null)).not.toBe(base)
    expect(fingerprint(found, "digest")).not.toBe(base)
  })

  test("the order of secrets does not matter", () => {
    expect(secretsText({ b: "2", a: "1" })).toBe(secretsText({ a: "1", b: "2" }))
    expect(secretsText({})).toBeNull()
  })
})
