import type postgres from "postgres"
import { ConfigError } from "@/lib/config"
import { type DatabaseSettings, openDb } from "@/lib/db/client"

/**
 * Refuses an address that leads through a pooler in transaction mode (PgBouncer, Supavisor, …) if the database's own
 * address is not set as well. What needs a session, such as the migrations, would fail at random.
 * @throws ConfigError
 */
export async function assertNoHiddenPooler(settings: DatabaseSettings): Promise<void> {
  if (settings.databaseDirectUrl !== undefined || !(await isPooled(settings))) return
  throw new ConfigError(
    "DATABASE_URL leads through a connection pooler. Set DATABASE_DIRECT_URL to the address of the database itself as well",
  )
}

/**
 * Whether the statements of one connection run in different server sessions. To find out, a second connection takes the
 * session that the first one used, and keeps it while its transaction is open.
 */
async function isPooled(settings: DatabaseSettings): Promise<boolean> {
  const options = { ...settings, databaseDirectUrl: settings.databaseUrl }
  const [first, second] = [
    openDb(options, { maxConnections: 1 }).$client,
    openDb(options, { maxConnections: 1 }).$client,
  ]
  const session = async (on: postgres.ISql) => (await on<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid
  try {
    const before = await session(first)
    return await second.begin(async (transaction) => {
      await session(transaction)
      return (await session(first)) !== before
    })
  } finally {
    await Promise.all([first.end({ timeout: 5 }), second.end({ timeout: 5 })])
  }
}
