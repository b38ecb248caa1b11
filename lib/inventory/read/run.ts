import type { SQL } from "drizzle-orm"
import { type Db, postgresError } from "@/lib/db/client"
import { AppError } from "@/lib/errors"
import { withLiterals } from "@/lib/inventory/read/literals"

const MOST_MS = 5_000
/** SQLSTATE query_canceled. */
const CANCELED = "57014"

/**
 * Runs a query of the inventory, for five seconds at most. The limit and the query are one message, and so one
 * transaction, which costs no further round trip. Many such messages at once come to a stop in PgBouncer, so behind a
 * pooler the transaction is an ordinary one.
 * @param narrow what to say about the term to narrow.
 * @param settings of PostgreSQL, for this query alone.
 * @throws AppError timeout
 */
export async function run<T>(
  { $client: client }: Pick<Db, "$client">,
  query: SQL,
  narrow: string,
  settings: Readonly<Partial<Record<"work_mem" | "enable_mergejoin", string>>> = {},
): Promise<T[]> {
  const limit = Object.entries({ statement_timeout: MOST_MS, ...settings })
    .map(([name, value]) => `set local ${name} = '${value}'`)
    .join("; ")
  const text = withLiterals(query)
  try {
    if (client.options.prepare) {
      const results = await client.unsafe(`${limit}; ${text}`)
      return [...(results.at(-1) as unknown as Iterable<T>)]
    }
    const rows = await client.begin(async (tx) => {
      await tx.unsafe(limit)
      return tx.unsafe(text)
    })
    return [...(rows as unknown as Iterable<T>)]
  } catch (error) {
    if (postgresError(error).code !== CANCELED) throw error
    throw new AppError("timeout", `The search took longer than ${MOST_MS / 1000} s. ${narrow}`, { cause: error })
  }
}
