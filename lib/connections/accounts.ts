import { sql } from "drizzle-orm"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { accounts } from "@/lib/db/schema"

/** An account that is known, with the name that people read in the place of its number. */
export interface AccountView {
  account_id: string
  name: string | null
  organisation_name: string | null
  given_name: string | null
  [column: string]: unknown
}

/** Every account that was scanned, connected or named. */
export async function listAccounts(ctx: Ctx): Promise<AccountView[]> {
  authorise(ctx, "connections.read")
  const rows = await ctx.db.execute<AccountView>(sql`
    select known.account_id, a.name, a.organisation_name, a.given_name from (
      select account_id from accounts union select account_id from slices
      union select account_id from connections where account_id is not null
    ) known left join accounts a using (account_id)
    order by lower(a.name) nulls last, account_id`)
  return [...rows]
}

/** Names an account by hand; null takes the name away, and the organisation's stands again. */
export async function nameAccount(ctx: Ctx, accountId: string, name: string | null): Promise<AccountView> {
  authorise(ctx, "connections.manage")
  const [row] = await transact(ctx.db, async (tx) => {
    await recordAudit(tx, {
      actor: ctx.actor.name,
      action: "account.named",
      target: `${accountId} ${name ?? ""}`.trim(),
    })
    return tx
      .insert(accounts)
      .values({ accountId, givenName: name })
      .onConflictDoUpdate({ target: accounts.accountId, set: { givenName: name } })
      .returning()
  })
  const { organisationName = null, givenName = null, name: shown = null } = row ?? {}
  return { account_id: accountId, name: shown, organisation_name: organisationName, given_name: givenName }
}
