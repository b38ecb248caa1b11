import { inArray } from "drizzle-orm"
import { openDb, transact } from "@/lib/db/client"
import { scans } from "@/lib/db/schema"
import { openScanStates } from "@/lib/db/states"
import { endOpenScan } from "@/lib/scans/run/end-scan"
import { deliver, tick } from "@/lib/work/tick"
import { testConfig } from "./context"

/**
 * A process that lives through simulated minutes, until it is killed: it ticks, and ends every scan as failed. It prints
 * each minute when it is over. Settings: TICKER_DATABASE, TICKER_KEY, TICKER_FROM and TICKER_TO (epoch milliseconds).
 */
const { TICKER_DATABASE = "", TICKER_KEY = "", TICKER_FROM = "", TICKER_TO = "" } = process.env
const config = testConfig(TICKER_DATABASE, { encryptionKey: TICKER_KEY, webhookAllowedCidrs: ["127.0.0.0/8"] })
const db = openDb(config, { maxConnections: 3 })
const MINUTE_MS = 60_000

for (let now = Number(TICKER_FROM); now <= Number(TICKER_TO); now += MINUTE_MS) {
  await tick({ db, config }, () => new Date(now))
  await deliver({ db, config }, () => new Date(now))
  const open = await db
    .select({ id: scans.id })
    .from(scans)
    .where(inArray(scans.state, [...openScanStates]))
  for (const { id } of open)
    await transact(db, (tx) => endOpenScan(tx, id, { state: "failed", failedAt: "unreachable", errorCode: "X" }))
  process.send?.(now)
}
process.send?.("done")
await db.$client.end()
process.disconnect?.()
