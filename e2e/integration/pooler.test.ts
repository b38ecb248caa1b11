import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import postgres from "postgres"
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { companyAccount } from "../sandbox/company"
import { SANDBOX_KEYS } from "../sandbox/generate"
import { type Sandbox, startSandbox } from "../sandbox/server"
import { findPgbouncer, type Pooler, pgbouncerVersion, startPgbouncer } from "../support/pgbouncer"
import { Product } from "../support/product"
import { freePort } from "../support/system-postgres"

const program = findPgbouncer()
const canRun = program !== undefined && existsSync("dist/server.js")
if (!program) console.warn("SKIPPED: pgbouncer is not installed, so nothing was run behind a pooler")

const NAME = "awc_pooled"

describe.skipIf(!canRun)("behind PgBouncer in transaction mode", () => {
  let pooler: Pooler
  let sandbox: Sandbox
  let dir: string
  let directUrl: string

  beforeAll(async () => {
    console.log(`Behind ${pgbouncerVersion(program ?? "")}`)
    // The database is new, and the product itself migrates it.
    const admin = postgres(inject("adminUrl"), { max: 1, onnotice: () => {} })
    await admin.unsafe(`create database ${NAME} owner ${APP_ROLE}`)
    await admin.end()
    directUrl = inject("serverUrl").replace(/\/postgres$/, `/${NAME}`)
    pooler = await startPgbouncer(program ?? "", directUrl)
    sandbox = await startSandbox(companyAccount())
    dir = await mkdtemp(join(tmpdir(), "awc-pooled-"))
  })
  afterAll(async () => {
    await sandbox.stop()
    await pooler.stop()
    await rm(dir, { recursive: true, force: true })
    const admin = postgres(inject("adminUrl"), { max: 1, onnotice: () => {} })
    await admin.unsafe(`drop database ${NAME} with (force)`)
    await admin.end()
  })

  const productWith = async (env: Record<string, string>) =>
    new Product(dir, await freePort(), { DATABASE_URL: pooler.url, AWS_ENDPOINT_URL: sandbox.url, ...env })

  test("a start without DATABASE_DIRECT_URL says that it is missing", async () => {
    const product = await productWith({})
    await expect(product.start()).rejects.toThrow(/DATABASE_URL leads through a connection pooler.*DATABASE_DIRECT_URL/)
  })

  test("migrations, web server and worker run, and scans find everything", async () => {
    const product = await productWith({ DATABASE_DIRECT_URL: directUrl })
    await product.start()
    const token = await product.command("token", "--name", "pooled")
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const credentials = {
      aws_access_key_id: SANDBOX_KEYS.accessKeyId,
      aws_secret_access_key: SANDBOX_KEYS.secretAccessKey,
    }
    const body = JSON.stringify({ credentials, regions: ["*"] })
    const scan = () => fetch(`${product.url}/api/aws/scan`, { method: "POST", headers, body }).then((a) => a.json())
    const outcomes = await Promise.all([scan(), scan()])
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "success", message: "Scan complete. Found 600 resources." })
    }
    expect((await scan()).import_stats).toEqual({ created: 0, updated: 600, errors: 0, changed: 0, removed: 0 })
    // Many requests at once, so that statements of one connection run in different sessions.
    const pages = await Promise.all(
      Array.from({ length: 40 }, () => fetch(`${product.url}/api/aws/resources?limit=100&type=ec2`, { headers })),
    )
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await (await fetch(`${product.url}/api/ready`)).json()).status).toBe("ready")
    await product.stop()
    expect(product.log).not.toMatch(/could not|failed|error/i)
  })
})
