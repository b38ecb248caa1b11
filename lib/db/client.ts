import type { ConnectionOptions } from "node:tls"
import { sql } from "drizzle-orm"
import { DrizzleQueryError } from "drizzle-orm/errors"
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import { type Config, isLoopback } from "@/lib/config"
import * as schema from "@/lib/db/schema"
import { usualPace } from "@/lib/pace"

export type Db = PostgresJsDatabase<typeof schema> & {
  $client: postgres.Sql
  /** A process that hangs inside a transaction holds its locks no longer than this. */
  $silenceMs: number
}

/** A transaction, or the database itself: what most queries need. */
export type Queryable = Pick<Db, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute">

/** How to reach the database. */
export type DatabaseSettings = Pick<Config, "databaseUrl"> &
  Partial<Pick<Config, "databaseDirectUrl" | "databaseCa" | "isServerless" | "pace">>

const MAX_CONNECTIONS = 10
const APPLICATION_NAME = "aws-connect"

interface OpenOptions {
  maxConnections?: number
  /** Its sessions are not replaced after a while: one of them holds something. */
  isLasting?: boolean
}

/**
 * Opens a pool. Nothing connects before the first query.
 *
 * A pooler in transaction mode runs each transaction in a different server session, so nothing here may depend on a
 * session. Behind a pooler there are no prepared statements and no start-up parameters that it refuses, and each
 * transaction makes its own settings.
 */
export function openDb(
  settings: DatabaseSettings,
  { maxConnections = MAX_CONNECTIONS, isLasting = false }: OpenOptions = {},
): Db {
  const isPooled = settings.databaseDirectUrl !== undefined || Boolean(settings.isServerless)
  const client = postgres(withoutTls(settings.databaseUrl), {
    max: maxConnections,
    ssl: tlsOptions(settings.databaseUrl, settings.databaseCa),
    prepare: !isPooled,
    // A query would wait behind a slow one on the same connection while others are free. The types lack the option.
    ...{ max_pipeline: 0 },
    onnotice: () => {},
    ...(isLasting && { max_lifetime: null }),
    connection: { application_name: APPLICATION_NAME },
  })
  const db = drizzle(isPooled ? client : preparing(client), { schema, casing: "snake_case" })
  return Object.assign(db, { $client: client, $silenceMs: (settings.pace ?? usualPace).silenceMs })
}

/** A statement with more is a list of some length, and seldom the same one again. */
const MOST_PREPARED_VALUES = 30

/**
 * The client as drizzle sees it, with what it sends prepared. Unprepared, each statement takes one more round trip, for
 * the types of its parameters. What people search for is of endless variety, and would fill the server's memory: it goes
 * past this, as text (`lib/inventory/read/run.ts`).
 */
function preparing<C extends postgres.ISql>(client: C): C {
  const unsafe: C["unsafe"] = (text, values, options) =>
    client.unsafe(text, values, { ...options, prepare: (values?.length ?? 0) <= MOST_PREPARED_VALUES })
  const begin = (act: (tx: postgres.TransactionSql) => unknown) =>
    (client as unknown as postgres.Sql).begin((tx) => act(preparing(tx)))
  return new Proxy(client, {
    get: (target, name) => (name === "unsafe" ? unsafe : name === "begin" ? begin : Reflect.get(target, name)),
  })
}

/** The same database without the pooler, if there is one. */
export const direct = (settings: DatabaseSettings): DatabaseSettings => ({
  databaseUrl: settings.databaseDirectUrl ?? settings.databaseUrl,
  databaseCa: settings.databaseCa,
})

/** The URL's TLS parameters (libpq, "SSL Support"), which {@link tlsOptions} reads. */
const TLS_PARAMETERS = ["sslmode", "ssl"]

/**
 * TLS as the URL's `sslmode` requests it. Every mode that encrypts also checks the certificate and the host name
 * (libpq's `verify-full`): an unchecked certificate does not protect against anyone who can redirect the connection.
 * Only the loopback interface is exempt.
 * @param ca the certificate authority in PEM; if undefined, Node's default authorities.
 */
export function tlsOptions(url: string, ca?: string): ConnectionOptions | false {
  const { hostname, searchParams } = new URL(url)
  const mode = searchParams.get("sslmode") ?? searchParams.get("ssl") ?? (ca ? "verify-full" : "disable")
  if (mode === "disable" || mode === "false") return false
  if (isLoopback(hostname) && !ca) return { rejectUnauthorized: false }
  return { rejectUnauthorized: true, servername: hostname, ...(ca && { ca }) }
}

function withoutTls(url: string): string {
  const bare = new URL(url)
  for (const name of TLS_PARAMETERS) bare.searchParams.delete(name)
  return bare.href
}

/**
 * Ends our sessions that fell silent in the middle of a statement: its text was sent, but its values never arrived.
 * PostgreSQL ends sessions that fall silent between statements, but counts these as active.
 */
export async function endSilentSessions(db: Db): Promise<void> {
  await db.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and usename = current_user and application_name = ${APPLICATION_NAME}
      and state = 'active' and wait_event = 'ClientRead'
      and state_change < now() - make_interval(secs => ${db.$silenceMs / 1000})`)
}

const DEADLOCK = "40P01"
const DEADLOCK_ATTEMPTS = 5

interface TransactionOptions {
  /** If false, the commit does not wait for the disk. This is for work that is repeated after a crash anyway. */
  isDurable?: boolean
}

/**
 * Runs `act` in a transaction. This is the only way to open one. PostgreSQL ends the transaction if this process falls
 * silent in it. If PostgreSQL ends it to break a deadlock, it is started again.
 */
export async function transact<T>(
  db: Db,
  act: (tx: Queryable) => Promise<T>,
  { isDurable = true }: TransactionOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(async (tx) => {
        await tx.execute(sql`
          select set_config('idle_in_transaction_session_timeout', ${String(db.$silenceMs)}, true),
            set_config('synchronous_commit', ${isDurable ? "on" : "off"}, true)`)
        return act(tx)
      })
    } catch (error) {
      if (postgresError(error).code !== DEADLOCK || attempt === DEADLOCK_ATTEMPTS) throw error
    }
  }
}

/** PostgreSQL's own error, with its SQLSTATE as `code`. Drizzle wraps it in an error of its own. */
export const postgresError = (error: unknown) =>
  ((error as { cause?: unknown }).cause ?? error) as { code?: string; message?: string; name?: string }

/** SQLSTATE classes of a lost connection and of an operator's intervention; the driver's and Node's codes of the former. */
const LOST = { PostgresError: /^(08|57P)/, other: /^(CONNECT(ION)?_[A-Z]+|E[A-Z]+)$/ }

/** Whether a connection was lost, so that nobody knows whether a commit came through. After any other error it did not. */
export function isEndUnknown(error: unknown): boolean {
  const { code = "", name } = postgresError(error)
  return (name === "PostgresError" ? LOST.PostgresError : LOST.other).test(code)
}

/** Whether the database refused or did not answer a query, however a caller came to it. */
export const isDatabaseError = (error: unknown): boolean =>
  error instanceof DrizzleQueryError || (error instanceof Error && error.name === "PostgresError")
