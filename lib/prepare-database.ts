import { sql } from "drizzle-orm"
import type { Config } from "@/lib/config"
import type { DatabaseSettings, Db } from "@/lib/db/client"
import { migrateDatabase } from "@/lib/db/migrate"
import { grantReader } from "@/lib/inventory/grants"
import { fillVersions } from "@/lib/inventory/history/fill-versions"
import { buildIndexes } from "@/lib/inventory/search/build-indexes"
import { describeMissing } from "@/lib/inventory/search/describe-missing"
import { createResourceViews } from "@/lib/inventory/views"
import { isQueueReady } from "@/lib/jobs/enqueue"

/** Brings the database to what this version needs: tables, queue, views and grants. Safe to repeat. */
export async function prepareDatabase(
  settings: DatabaseSettings & Partial<Pick<Config, "keepsSecretValues">>,
): Promise<void> {
  await migrateDatabase(settings, async (db) => {
    if (!(await isQueueReady(db))) await (await import("@/lib/jobs/queue")).installQueue(db)
    await createResourceViews(db)
    await describeMissing(db)
    await fillVersions(db)
    await buildIndexes(db)
    await grantReader(db)
    if (settings.keepsSecretValues === false) await eraseSecretValues(db)
  })
}

/** Erases what was sealed under an earlier setting. */
async function eraseSecretValues(db: Db): Promise<void> {
  await db.execute(sql`update resources set sealed_values = null, values_digest = null where sealed_values is not null`)
  await db.execute(sql`update resource_versions set values_digest = null where values_digest is not null`)
}
