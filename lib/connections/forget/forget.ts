import { sql } from "drizzle-orm"
import type { Db } from "@/lib/db/client"
import { transact } from "@/lib/db/client"
import type { JobHandler } from "@/lib/jobs/kind"

/** How many resources one transaction deletes; its triggers also delete what each is found by, and its past. */
const BATCH = 1_000

export const forgetHandler: JobHandler<{ accountId: string }> = {
  async run({ db }, { accountId }, { signal }) {
    while (!signal.aborted) if ((await deleteBatch(db, accountId)) < BATCH) return forgetRest(db, accountId)
    return "handed back"
  },
  async giveUp(_, { accountId }, { error }) {
    console.error(`The resources of account ${accountId} could not all be deleted: ${error}`)
  },
}

async function deleteBatch(db: Db, accountId: string): Promise<number> {
  return transact(db, async (tx) => {
    const gone = await tx.execute(sql`
      delete from resources where id in (select id from resources where account_id = ${accountId} limit ${BATCH})
      returning id`)
    return gone.length
  })
}

async function forgetRest(db: Db, accountId: string): Promise<"ended"> {
  await transact(db, async (tx) => {
    for (const table of ["slices", "slice_counts", "tag_key_counts", "daily_changes"])
      await tx.execute(sql`delete from ${sql.identifier(table)} where account_id = ${accountId}`)
  })
  return "ended"
}
