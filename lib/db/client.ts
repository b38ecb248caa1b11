import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js"
import postgres from "postgres"
import * as schema from "@/lib/db/schema"
import { requireEnv } from "@/lib/env"

export type Db = PostgresJsDatabase<typeof schema> & { $client: postgres.Sql }

/** A transaction, or the database itself: what most queries need. */
export type Queryable = Pick<Db, "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute">

const MAX_CONNECTIONS = 10

/** Opens a pool. Nothing connects before the first query. */
export function openDb(url: string, maxConnections = MAX_CONNECTIONS): Db {
  const client = postgres(url, { max: maxConnections, onnotice: () => {}, connection: { application_name: "aws-connect" } })
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
