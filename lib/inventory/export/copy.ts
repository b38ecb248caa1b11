import { pipeline, type Readable, Transform, type TransformCallback } from "node:stream"
import { type SQL, sql } from "drizzle-orm"
import type { Ctx } from "@/lib/context"
import { direct, openDb } from "@/lib/db/client"
import { withLiterals } from "@/lib/inventory/read/literals"

/**
 * Streams what a query selects, as PostgreSQL's COPY writes it: four times as fast as a cursor, in constant memory. It
 * runs on a connection of its own, past a pooler. When the reader leaves, its server process is ended: it waits for a
 * reader of what it has sent, and would hear of nothing else.
 * @param options of COPY, such as `format csv`.
 */
export async function copyOut(ctx: Ctx, query: SQL, options: string, signal: AbortSignal): Promise<Readable> {
  const db = openDb(direct(ctx.config), { maxConnections: 1 })
  const close = () => void db.$client.end({ timeout: 0 }).catch(() => {})
  try {
    const [session] = await db.$client`select pg_backend_pid() as pid`
    const rows = await db.$client.unsafe(`copy (${withLiterals(query)}) to stdout (${options})`).readable()
    const chunks = pipeline(rows, new Chunks(), (error) => {
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

const CHUNK_BYTES = 64 * 1024

/** Puts rows together: the server takes as long to send one as to send hundreds. */
class Chunks extends Transform {
  #rows: Buffer[] = []
  #bytes = 0

  override _transform(row: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#rows.push(row)
    this.#bytes += row.byteLength
    if (this.#bytes >= CHUNK_BYTES) this.#flush()
    done()
  }

  override _flush(done: TransformCallback): void {
    this.#flush()
    done()
  }

  #flush(): void {
    if (this.#bytes > 0) this.push(Buffer.concat(this.#rows, this.#bytes))
    this.#rows = []
    this.#bytes = 0
  }
}
