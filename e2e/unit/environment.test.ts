import { describe, expect, test } from "vitest"
import { EnvError, readEnv } from "@/lib/env"

const messageOf = (source: Record<string, string>) => {
  try {
    readEnv(source)
    return null
  } catch (error) {
    expect(error).toBeInstanceOf(EnvError)
    return (error as Error).message
  }
}

describe("the environment", () => {
  test("has defaults for everything", () => {
    expect(readEnv({})).toEqual({
      PORT: 3000,
      HOST: "0.0.0.0",
      DATA_DIR: ".data",
      TRUST_PROXY: "off",
      SCAN_TIMEOUT_SECONDS: 300,
      WORKER: "on",
      SLICE_TIMEOUT_SECONDS: 1800,
      WORKER_CONCURRENCY: 8,
      AWS_CALLS_AT_ONCE: 32,
      AWS_EC2_CALLS_PER_SECOND: 10,
    })
  })

  test("an empty variable counts as unset", () => {
    expect(readEnv({ DATABASE_URL: "", PORT: "" }).PORT).toBe(3000)
  })

  test.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["DATABASE_URL", "mysql://host/db"],
    ["DATABASE_URL", "nonsense"],
    ["ENCRYPTION_KEY", "short"],
    ["NEXTAUTH_SECRET", "short"],
    ["NEXTAUTH_URL", "ftp://host"],
    ["ADMIN_EMAIL", "nobody"],
    ["ADMIN_PASSWORD", "short"],
    ["AWS_ENDPOINT_URL", "localhost:4566"],
    ["SCAN_TIMEOUT_SECONDS", "0"],
    ["WORKER", "maybe"],
  ])("%s=%s ends the start with one line that names it", (name, value) => {
    const message = messageOf({ [name]: value })
    expect(message).toMatch(new RegExp(`^${name} `))
    expect(message).not.toContain("\n")
  })
})
