import { randomBytes } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"
import { closeDb, type Db, getDb } from "@/lib/db/client"
import { dumpTables } from "./dump"
import { findSecrets } from "./secrets"

export interface TestDatabase {
  db: Db
  url: string
  /** Fails where a secret of the suite is in any table; then drops the database. */
  close(): Promise<void>
}

process.env.ENCRYPTION_KEY ??= randomBytes(32).toString("base64")

/** A database of this file's own, copied from the migrated template; the process's pool is on it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject("serverUrl")
  const name = `awc_${randomBytes(6).toString("hex")}`
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`create database ${name} template awc_template`)
  const url = serverUrl.replace(/\/postgres$/, `/${name}`)
  process.env.DATABASE_URL = url
  return {
    db: getDb(),
    url,
    async close() {
      const found = findSecrets(await dumpTables(url))
      await closeDb()
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
      if (found.length) throw new Error(`Secrets in the database: ${found.join(", ")}`)
    },
  }
}
