import { readFileSync } from "node:fs"
import { join } from "node:path"
import { sql } from "drizzle-orm"
import { migrate } from "drizzle-orm/postgres-js/migrator"
import { ConfigError } from "@/lib/config"
import { type DatabaseSettings, type Db, direct, openDb, postgresError, type Queryable } from "@/lib/db/client"

const MIGRATIONS_LOCK = 7_267_002
const OLDEST_SERVER = 140_000
const folder = join(process.cwd(), "drizzle")

/**
 * Brings the database up to date: first the generated migrations, then `afterwards` (the queue's tables, the views). If
 * several processes start at once, an advisory lock lets one do this while the others wait. The lock belongs to a
 * session, so this connection does not go through a pooler.
 * @throws ConfigError if the server is older than PostgreSQL 14.
 */
export async function migrateDatabase(
  settings: DatabaseSettings,
  afterwards: (db: Db) => Promise<void>,
): Promise<void> {
  const db = openDb(direct(settings), { maxConnections: 1 })
  try {
    const [version] = await db.$client`select current_setting('server_version_num')::int as number`
    if ((version?.number ?? 0) < OLDEST_SERVER) {
      throw new ConfigError("DATABASE_URL leads to a PostgreSQL older than 14. Use 14 or later")
    }
    await waitForLock(db)
    await applyMigrations(db)
    await afterwards(db)
  } finally {
    await db.$client.end({ timeout: 5 })
  }
}

const LOCK_TIMEOUT = "2s"
/** SQLSTATE of a lock that was not to be had, and of a deadlock. */
const IN_THE_WAY = ["55P03", "40P01"]

/**
 * Applies what is missing, in one transaction. While something older than this start reads or writes a table that a
 * migration changes, it lets that pass, says so, and tries again: whoever waits for a table's lock stops all others.
 */
async function applyMigrations(db: Db): Promise<void> {
  await db.$client`select set_config('lock_timeout', ${LOCK_TIMEOUT}, false)`
  for (;;) {
    try {
      await migrate(db, { migrationsFolder: folder })
      break
    } catch (error) {
      if (!IN_THE_WAY.includes(postgresError(error).code ?? "")) throw error
      console.warn("The database is being used in a way that the upgrade must wait for. Trying again.")
      await new Promise((done) => setTimeout(done, LOCK_PAUSE_MS))
    }
  }
  await db.$client`select set_config('lock_timeout', '0', false)`
}

const LOCK_PAUSE_MS = 100

/** Asks again and again: a statement that waits for the lock would hold up `create index concurrently` until both fail. */
async function waitForLock(db: Db): Promise<void> {
  for (;;) {
    const [row] = await db.$client`select pg_try_advisory_lock(${MIGRATIONS_LOCK}) as ours`
    if (row?.ours) return
    await new Promise((done) => setTimeout(done, LOCK_PAUSE_MS))
  }
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
