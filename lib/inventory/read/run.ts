import type { SQL } from "drizzle-orm"
import { PgDialect } from "drizzle-orm/pg-core"
import type { Db } from "@/lib/db/client"
import { AppError } from "@/lib/errors"

const dialect = new PgDialect({ casing: "snake_case" })
const MOST_MS = 5_000

/**
 * Runs a query of the inventory, for five seconds at most. A setting in the database would need a transaction, and so
 * three more round trips, around each query.
 * @param narrow what to say about the term to narrow.
 * @throws AppError timeout
 */
export async function run<T>(db: Db, query: SQL, narrow: string): Promise<T[]> {
  const { sql, params } = dialect.sqlToQuery(query)
  const pending = db.$client.unsafe(sql, params as string[])
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    pending.cancel()
  }, MOST_MS)
  try {
    return [...(await pending)] as unknown as T[]
  } catch (error) {
    if (!isLate) throw error
    throw new AppError("timeout", `The search took longer than ${MOST_MS / 1000} s. ${narrow}`, { cause: error })
  } finally {
    clearTimeout(timer)
  }
}
