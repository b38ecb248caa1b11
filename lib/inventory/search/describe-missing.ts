import { sql } from "drizzle-orm"
import { type Db, transact } from "@/lib/db/client"
import { describeStored } from "@/lib/inventory/search/describe-stored"
import { storeDescriptions } from "@/lib/inventory/search/store-descriptions"

const BATCH = 2_000
const REPORT_MS = 5_000

/**
 * Describes the resources that an earlier version stored. It can be ended at any time and goes on where it was; the
 * product of an earlier version may write meanwhile.
 * @returns how many resources it described.
 */
export async function describeMissing(db: Db, report: (line: string) => void = console.log): Promise<number> {
  const missing = await countMissing(db)
  if (missing <= 0) return 0
  let done = 0
  let after = "00000000-0000-0000-0000-000000000000"
  let reportedAt = Date.now()
  for (;;) {
    const ids = await findMissing(db, after)
    const last = ids.at(-1)
    if (!last) return done
    await transact(db, async (tx) => storeDescriptions(tx, await describeStored(tx, ids), false), { isDurable: false })
    after = last
    done += ids.length
    if (Date.now() - reportedAt < REPORT_MS) continue
    reportedAt = Date.now()
    report(`Preparing the search: ${done.toLocaleString("en-US")} of ${missing.toLocaleString("en-US")} resources.`)
  }
}

async function countMissing(db: Db): Promise<number> {
  const [row] = await db.execute<{ missing: number }>(sql`
    select ((select count(*) from resources) - (select count(*) from resource_search))::int as missing`)
  return row?.missing ?? 0
}

async function findMissing(db: Db, after: string): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select r.id from resources r
    where r.id > ${after}::uuid and not exists (select from resource_search s where s.id = r.id)
    order by r.id limit ${BATCH}`)
  return rows.map(({ id }) => id)
}
