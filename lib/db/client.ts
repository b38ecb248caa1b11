import { sql } from "drizzle-orm"
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import * as schema from "@/lib/db/schema"
import { requireEnv } from "@/lib/env"

export type Db = PostgresJsDatabase<typeof schema> & { $client: postgres.Sql }

/** A transaction, or the database itself: what most queries need. */
export type Queryable = Pick<Db, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute">

const MAX_CONNECTIONS = 10
const APPLICATION_NAME = "aws-connect"
/** A process that hangs in mid-transaction holds its locks no longer than this. */
const SILENCE_MS = 15_000

/** Opens a pool. Nothing connects before the first query. */
export function openDb(url: string, maxConnections = MAX_CONNECTIONS): Db {
  const connection = { application_name: APPLICATION_NAME, idle_in_transaction_session_timeout: SILENCE_MS }
  const client = postgres(url, { max: maxConnections, onnotice: () => {}, connection })
  return drizzle(client, { schema, casing: "snake_case" })
}

// Next's development server loads this module anew at each edit; the pool stays.
const store = globalThis as typeof globalThis & { awsConnectDb?: Db }

/** The process's one pool, on `DATABASE_URL`. @throws EnvError where that is not set. */
export function getDb(): Db {
  store.awsConnectDb ??= openDb(requireEnv("DATABASE_URL"))
  return store.awsConnectDb
}

/** Closes the pool, for processes that end by themselves. */
export async function closeDb(): Promise<void> {
  await store.awsConnectDb?.$client.end({ timeout: 5 })
  store.awsConnectDb = undefined
}

/**
 * Ends our sessions that fell silent between a statement's parts (its text was sent, its values never came). PostgreSQL ends
 * those that fall silent between statements by itself, but counts these as active.
 */
export async function endSilentSessions(db: Db): Promise<void> {
  await db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = current_user and application_name = ${APPLICATION_NAME}
      and state = 'active' and wait_event = 'ClientRead' and state_change < now() - make_interval(secs => ${SILENCE_MS / 1000})`)
}

const DEADLOCK = "40P01"
const DEADLOCK_ATTEMPTS = 5

/** A transaction that is begun anew where PostgreSQL ended it to break a deadlock: the work is then as good as not begun. */
export async function transact<T>(db: Db, act: (tx: Queryable) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(act)
    } catch (error) {
      if (postgresError(error).code !== DEADLOCK || attempt === DEADLOCK_ATTEMPTS) throw error
    }
  }
}

/** PostgreSQL's own error, with its SQLSTATE as `code`, where Drizzle wrapped it. */
export const postgresError = (error: unknown) =>
  ((error as { cause?: unknown }).cause ?? error) as { code?: string; message?: string }
