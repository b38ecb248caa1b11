import type { SQL } from "drizzle-orm"
import { type Db, postgresError } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { withLiterals } from "@/lib/inventory/read/literals"

const MOST_MS = 5_000
/** SQLSTATE query_canceled. */
const CANCELED = "57014"

/**
 * Runs a query of the inventory, for five seconds at most. The limit and the query are one message, and so one
 * transaction: it costs no further round trip, and holds behind a pooler.
 * @param narrow what to say about the term to narrow.
 * @throws AppError timeout
 */
export async function run<T>(db: Pick<Db, "$client">, query: SQL, narrow: string): Promise<T[]> {
  try {
    const results = await db.$client.unsafe(`set local statement_timeout = ${MOST_MS}; ${withLiterals(query)}`)
    return [...(results.at(-1) as unknown as Iterable<T>)]
  } catch (error) {
    if (postgresError(error).code !== CANCELED) throw error
    throw new AppError("timeout", `The search took longer than ${MOST_MS / 1000} s. ${narrow}`, { cause: error })
  }
}
