import { describe, expect, test } from "vitest"
import { assertSafeHost, ConfigError, readSettings, requireConfig } from "@/lib/config"

const messageOf = (source: Record<string, string>) => {
  try {
    readSettings(source)
    return null
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
}

describe("the environment", () => {
  test("has defaults for everything but the database and the secrets", () => {
    expect(readSettings({})).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      dataDir: ".data",
      trustsProxy: false,
      allowsInsecureHttp: false,
      databaseUrl: undefined,
      keepsSecretValues: true,
      scanTimeoutSeconds: 300,
      sliceTimeoutSeconds: 1800,
      queuedScanHours: 24,
      runsWorker: true,
      workerConcurrency: 8,
      aws: { endpoint: undefined, callsAtOnce: 32, ec2CallsPerSecond: 10 },
    })
    expect(() => requireConfig(readSettings({}))).toThrow("DATABASE_URL is not set")
  })

  test("an empty variable counts as unset", () => {
    expect(readSettings({ DATABASE_URL: "", PORT: "" }).port).toBe(3000)
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
    ["DATABASE_DIRECT_URL", "nonsense"],
    ["DATABASE_DIRECT_URL", "postgresql://localhost/without-the-pooler"],
    ["DATABASE_URL", "postgresql://db.example.com/x?sslmode=verify-full&sslrootcert=/ca.pem"],
    ["DATABASE_CA", "/"],
    ["DATABASE_CA", "/no/such/file"],
    ["LAMBDA_ENVIRONMENT", "shown"],
    ["INSECURE_HTTP", "yes"],
    ["QUEUED_SCAN_HOURS", "0"],
  ])("%s=%s stops the start with one line that names the variable", (name, value) => {
    const message = messageOf({ [name]: value })
    expect(message).toMatch(new RegExp(`^${name} `))
    expect(message).not.toContain("\n")
  })

  test.each([
    [{}, true],
    [{ HOST: "localhost" }, true],
    [{ HOST: "::1" }, true],
    [{ HOST: "0.0.0.0" }, false],
    [{ HOST: "192.168.1.5", NEXTAUTH_URL: "http://inventory.example.com" }, false],
    [{ HOST: "0.0.0.0", NEXTAUTH_URL: "https://inventory.example.com" }, true],
    [{ HOST: "0.0.0.0", TRUST_PROXY: "on" }, true],
    [{ HOST: "0.0.0.0", INSECURE_HTTP: "on" }, true],
  ])("listening with %j is safe: %s", (source, isSafe) => {
    const check = () => assertSafeHost(readSettings(source as Record<string, string>))
    if (isSafe) expect(check).not.toThrow()
    else expect(check).toThrow(/^HOST .* INSECURE_HTTP=on$/)
  })
})
