import { PassThrough, pipeline, type Readable } from "node:stream"
import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { direct, openDb } from "@/lib/db/client"
import { withLiterals } from "@/lib/inventory/read/literals"

/**
 * Streams what a query selects, as PostgreSQL's COPY writes it: four times as fast as a cursor, in constant memory. It
 * runs on a connection of its own, past a pooler. When the reader leaves, its server process is ended: it waits for a
 * reader of what it has sent, and would hear of nothing else. Rows are read in the table's own order, several processes at
 * once: an index would lead to each row in turn, all over the disk, which takes ten times as long if the table is not in
 * memory. Bitmaps of indexes stay in use.
 * @param options of COPY, such as `format csv`.
 */
export async function copyOut(ctx: Ctx, query: SQL, options: string, signal: AbortSignal): Promise<Readable> {
  const db = openDb(direct(ctx.config), { maxConnections: 1 })
  const close = () => void db.$client.end({ timeout: 0 }).catch(() => {})
  try {
    const [session] = await db.$client`select pg_backend_pid() as pid, set_config('enable_indexscan', 'off', false)`
    const rows = await db.$client.unsafe(`copy (${withLiterals(query)}) to stdout (${options})`).readable()
    const chunks = new PassThrough()
    pipeline(rows, together, chunks, (error) => {
      if (!error) return close()
      ctx.db.execute(sql`select pg_terminate_backend(${session?.pid}::int)`).then(close, close)
    })
    signal.addEventListener("abort", () => chunks.destroy(), { once: true })
    if (signal.aborted) chunks.destroy()
    return chunks
  } catch (error) {
    close()
    throw error
  }
}

/** Puts rows together, as a stream does for one who asks: the server takes as long to send one as to send hundreds. */
async function* together(rows: Readable): AsyncGenerator<Buffer> {
  yield* rows
}
