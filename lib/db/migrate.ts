import { readFileSync } from "node:fs"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import { ConfigError } from "@/lib/config"
import { type DatabaseSettings, type Db, direct, openDb, type Queryable } from "@/lib/db/client"
import { holdUpgrade, LOCK_TIMEOUT, whenFree } from "@/lib/db/upgrade-lock"

const OLDEST_SERVER = 140_000
const folder = join(process.cwd(), "drizzle")

/**
 * Brings the database up to date: first the generated migrations, then `afterwards` (the queue's tables, the views). If
 * several processes start at once, one does this while the others wait. It does not go through a pooler: what is held
 * belongs to a session.
 * @throws ConfigError if the server is older than PostgreSQL 14.
 */
export async function migrateDatabase(
  settings: DatabaseSettings,
  afterwards: (db: Db) => Promise<void>,
): Promise<void> {
  const db = openDb(direct(settings), { maxConnections: 1, isLasting: true })
  let letGo = async () => {}
  try {
    const [version] = await db.$client`select current_setting('server_version_num')::int as number`
    if ((version?.number ?? 0) < OLDEST_SERVER) {
      throw new ConfigError("DATABASE_URL leads to a PostgreSQL older than 14. Use 14 or later")
    }
    letGo = await holdUpgrade(settings)
    await applyMigrations(db)
    await afterwards(db)
  } finally {
    await letGo()
    await db.$client.end({ timeout: 5 })
  }
}

/** Applies what is missing, in one transaction. */
async function applyMigrations(db: Db): Promise<void> {
  await db.$client`select set_config('lock_timeout', ${LOCK_TIMEOUT}, false)`
  await whenFree("The upgrade of the database", () => migrate(db, { migrationsFolder: folder }))
  await db.$client`select set_config('lock_timeout', '0', false)`
}

interface Journal {
  entries: { when: number }[]
}

/**
 * How many migrations of this version are missing from the database. Those of a later version do not count: during a
 * rolling deployment, the older processes keep running.
 */
export async function countPendingMigrations(db: Queryable): Promise<number> {
  const { entries } = JSON.parse(readFileSync(join(folder, "meta", "_journal.json"), "utf8")) as Journal
  const rows = await db.execute<{ when: string }>(sql`select created_at as when from drizzle.__drizzle_migrations`)
  const applied = new Set(rows.map((row) => Number(row.when)))
  return entries.filter(({ when }) => !applied.has(when)).length
}
