import { randomBytes } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"
import type { Config } from "@/lib/config"
import type { Ctx } from "@/lib/context"
import { type Db, openDb } from "@/lib/db/client"
import { APP_ROLE } from "@/lib/db/embedded/roles"
import { contextOf, testConfig } from "./context"
import { dumpTables } from "./dump"
import { findSecrets } from "./secrets"

export interface TestDatabase {
  db: Db
  url: string
  config: Config
  ctx: Ctx
  /** Drops the database. Fails if any of its tables contained a secret of the test suite. */
  close(): Promise<void>
}

/** Creates a database for one test file: a copy of the migrated template, owned by the product's own role. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const adminUrl = inject("adminUrl")
  const name = `awc_${randomBytes(6).toString("hex")}`
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template awc_template owner ${APP_ROLE}`)
  const url = inject("serverUrl").replace(/\/postgres$/, `/${name}`)
  const config = testConfig(url)
  // Both ways of working: behind a pooler, nothing is prepared.
  const db = openDb({ ...config, ...(process.env.AWC_TEST_DATABASE === "system" && { databaseDirectUrl: url }) })
  return {
    db,
    url,
    config,
    ctx: contextOf(db, config),
    async close() {
      const found = findSecrets(await dumpTables(url))
      await db.$client.end({ timeout: 5 })
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
      if (found.length) throw new Error(`Secrets in the database: ${found.join(", ")}`)
    },
  }
}
