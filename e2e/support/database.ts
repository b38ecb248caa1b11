import { randomBytes } from "node:crypto"
import postgres from "postgres"
import { inject } from "vitest"
import { closeDb, type Db, getDb } from "@/lib/db/client"
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
      const found = findSecrets(await dumpDatabase(url))
      await closeDb()
      await admin.unsafe(`drop database ${name} with (force)`)
      await admin.end()
      if (found.length) throw new Error(`Secrets in the database: ${found.join(", ")}`)
    },
  }
}

/** All rows of all tables of all our schemas, as text. */
export async function dumpDatabase(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`
    const dumps = []
    for (const { name } of tables) dumps.push(name, ...(await sql.unsafe(`select t::text as row from ${name} t`)).map(({ row }) => row as string))
    return dumps.join("\n")
  } finally {
    await sql.end()
  }
}
