import "server-only"
import { sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { countPendingMigrations } from "@/lib/db/migrate"
import { describeError } from "@/lib/errors"
import { hasTrigrams } from "@/lib/inventory/search/build-indexes"
import { isQueueReady } from "@/lib/jobs/enqueue"

export interface Readiness {
  status: "ready" | "not ready"
  checks: { database: string; migrations: string; queue: string }
  /** The search works in any case; without an index, slower. */
  search: string
}

/** Anybody may ask, as often as they like, so the database is asked only once in this time. */
const KEPT_MS = 1_000

let last: { at: number; answer: Promise<Readiness> } | undefined

/** Whether the database answers, is up to date, and has its queue. Each check says `ok` or what is wrong. */
export function checkReadiness(db: Db): Promise<Readiness> {
  if (!last || Date.now() - last.at > KEPT_MS) last = { at: Date.now(), answer: checkAll(db) }
  return last.answer
}

async function checkAll(db: Db): Promise<Readiness> {
  const database = await check(async () => {
    await db.execute(sql`select 1`)
    return "ok"
  })
  const migrations = await check(async () => {
    const pending = await countPendingMigrations(db)
    return pending === 0 ? "ok" : `${pending} pending: run npm run migrate`
  })
  const queue = await check(async () => ((await isQueueReady(db)) ? "ok" : "not installed: run npm run migrate"))
  const search = await check(async () => ((await hasTrigrams(db)) ? "ok" : "slow: the database has no pg_trgm"))
  const checks = { database, migrations, queue }
  return { status: Object.values(checks).every((value) => value === "ok") ? "ready" : "not ready", checks, search }
}

async function check(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask()
  } catch (error) {
    console.error(`A readiness check failed: ${describeError(error)}`)
    return "failed: see the server's log"
  }
}
