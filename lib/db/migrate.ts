import { readFileSync } from "node:fs"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import { type Db, openDb, type Queryable } from "@/lib/db/client"

const MIGRATIONS_LOCK = 7_267_002
const OLDEST_SERVER = 140_000
const folder = join(process.cwd(), "drizzle")

/**
 * Brings the database up to date: the generated migrations, then `afterwards` (the queue's tables, the views).
 * An advisory lock lets one of several starting processes do it while the others wait.
 * @throws Error where the server is older than PostgreSQL 14.
 */
export async function migrateDatabase(url: string, afterwards: (db: Db) => Promise<void>): Promise<void> {
  const db = openDb(url, 1)
  try {
    const [version] = await db.$client`select current_setting('server_version_num')::int as number`
    if ((version?.number ?? 0) < OLDEST_SERVER)
      throw new Error("DATABASE_URL names a PostgreSQL older than 14. Use 14 or later")
    await db.$client`select pg_advisory_lock(${MIGRATIONS_LOCK})`
    await migrate(db, { migrationsFolder: folder })
    await afterwards(db)
  } finally {
    await db.$client.end({ timeout: 5 })
  }
}

/** How many migrations of this version the database lacks. */
export async function countPendingMigrations(db: Queryable): Promise<number> {
  const journal: { entries: unknown[] } = JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8"))
  const [row] = await db.execute<{ applied: number }>(
    sql`select count(*)::int as applied from drizzle.__drizzle_migrations`,
  )
  return journal.entries.length - (row?.applied ?? 0)
}
