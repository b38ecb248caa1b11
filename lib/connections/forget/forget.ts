import { sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { transact } from "@/lib/db/client"
import type { JobHandler } from "@/lib/jobs/kind"

/** How many resources one transaction deletes; its triggers also delete what each is found by, and its past. */
const BATCH = 1_000

export const forgetHandler: JobHandler<{ accountId: string }> = {
  async run({ db }, { accountId }, { signal }) {
    while (!signal.aborted) {
      const deleted = await deleteBatch(db, accountId)
      if (deleted === null) return "ended"
      if (deleted < BATCH) return forgetRest(db, accountId)
    }
    return "handed back"
  },
  async giveUp(_, { accountId }, { error }) {
    console.error(`The resources of account ${accountId} could not all be deleted: ${error}`)
  },
}

/** @returns how many were deleted; null if somebody reads the account again, whose resources stay then. */
async function deleteBatch(db: Db, accountId: string): Promise<number | null> {
  return transact(db, async (tx) => {
    const [row] = await tx.execute<{ is_wanted: boolean }>(sql`
      select exists (select from connections where account_id = ${accountId})
        or exists (select from organisation_accounts where account_id = ${accountId})
        or exists (select from scan_slices where account_id = ${accountId} and state in ('waiting', 'running')) as is_wanted`)
    if (row?.is_wanted) return null
    const gone = await tx.execute(sql`
      delete from resources where id in (select id from resources where account_id = ${accountId} limit ${BATCH})
      returning id`)
    return gone.length
  })
}

/** Counts are kept by difference, so only those of nothing are deleted. */
async function forgetRest(db: Db, accountId: string): Promise<"ended"> {
  await transact(db, async (tx) => {
    for (const table of ["slices", "daily_changes", "index_reports"])
      await tx.execute(sql`delete from ${sql.identifier(table)} where account_id = ${accountId}
        and not exists (select from resources where account_id = ${accountId})`)
    for (const table of ["slice_counts", "tag_key_counts"])
      await tx.execute(sql`delete from ${sql.identifier(table)} where account_id = ${accountId} and count = 0`)
  })
  return "ended"
}
