import { sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"

const MESSAGES_KEPT = sql`interval '30 days'`
const DISCOVERIES_KEPT = sql`interval '90 days'`

/** Deletes what nobody looks up any more: messages and discoveries that ended long ago. */
export async function forgetOldRecords(db: Queryable): Promise<void> {
  await db.execute(sql`delete from webhook_deliveries where ended_at < now() - ${MESSAGES_KEPT}`)
  await db.execute(sql`delete from discoveries where ended_at < now() - ${DISCOVERIES_KEPT}`)
}
