import { sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { AppError } from "@/lib/errors"

/**
 * Counts a hit on `key` in a fixed window, which all processes share.
 * @throws AppError rate_limited for more than `limit` hits, with the seconds until the window ends.
 */
export async function takeHit(db: Db, key: string, limit: number, windowSeconds: number): Promise<void> {
  const [row] = await db.execute<{ hits: number; wait: number }>(sql`
    insert into rate_limits as l (key, hits, resets_at) values (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
    on conflict (key) do update set
      hits = case when l.resets_at <= now() then 1 else l.hits + 1 end,
      resets_at = case when l.resets_at <= now() then excluded.resets_at else l.resets_at end
    returning hits, ceil(extract(epoch from resets_at - now()))::int as wait`)
  if (!row || row.hits <= limit) return
  const wait = Math.max(1, row.wait)
  throw new AppError("rate_limited", `Too many requests. Try again in ${wait} seconds.`, { retryAfterSeconds: wait })
}

/** Forgets the hits on `key`. */
export async function clearHits(db: Db, key: string): Promise<void> {
  await db.execute(sql`delete from rate_limits where key = ${key} or resets_at < now()`)
}
