import { sql } from "drizzle-orm"
import { isReadBy, markUnverified } from "@/lib/access/unverified"
import type { ListedOrganization } from "@/lib/aws/organization"
import type { Queryable } from "@/lib/db/client"
import type { DiscoveryEvent } from "@/lib/db/schema"

/** How many accounts one statement stores. */
const PAGE = 200
/** The states in which AWS lets nobody read an account. */
const SHUT = new Set(["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])

/**
 * Stores what a discovery found. An account that a complete discovery no longer names has left; what an incomplete one
 * does not name is not touched. What we hold of accounts that nobody can read any more becomes unverified.
 * @returns what is new or different.
 */
export async function storeAccounts(
  tx: Queryable,
  connectionId: string,
  listed: Pick<ListedOrganization, "accounts" | "isComplete">,
): Promise<DiscoveryEvent[]> {
  const events: DiscoveryEvent[] = []
  for (let start = 0; start < listed.accounts.length; start += PAGE)
    events.push(...(await storePage(tx, connectionId, listed.accounts.slice(start, start + PAGE))))
  if (listed.isComplete) events.push(...(await markLeft(tx, connectionId, listed.accounts)))
  const changed = new Set(events.map(({ account_id }) => account_id))
  const shut = listed.accounts.filter(({ accountId, state }) => SHUT.has(state) && changed.has(accountId))
  const left = events.filter(({ what }) => what === "left")
  await markUnverified(tx, connectionId, [
    ...shut.map(({ accountId }) => accountId),
    ...left.map(({ account_id }) => account_id),
  ])
  return events
}

async function storePage(tx: Queryable, connectionId: string, accounts: ListedOrganization["accounts"]) {
  const page = JSON.stringify(
    accounts.map(({ accountId, name, state, ouPath }) => ({ account_id: accountId, name, state, ou_path: ouPath })),
  )
  const rows = await tx.execute<{ account_id: string; name: string; what: DiscoveryEvent["what"] }>(sql`
    with listed as (
      select * from jsonb_to_recordset(${page}::jsonb) as l(account_id text, name text, state text, ou_path text)
    ), known as (
      select o.* from organisation_accounts o join listed using (account_id) where o.connection_id = ${connectionId}
    ), stored as (
      insert into organisation_accounts as o
        (connection_id, account_id, name, ou_path, state, first_discovered_at, last_discovered_at)
      select ${connectionId}::uuid, account_id, name, coalesce(ou_path, ''), state, now(), now() from listed
      on conflict (connection_id, account_id) do update set name = excluded.name, state = excluded.state,
        -- Units that could not be read are not empty.
        ou_path = case when excluded.ou_path = '' then o.ou_path else excluded.ou_path end, last_discovered_at = now()
    ), named as (
      insert into accounts (account_id, organisation_name) select account_id, name from listed
      on conflict (account_id) do update set organisation_name = excluded.organisation_name
      where accounts.organisation_name is distinct from excluded.organisation_name
    )
    select l.account_id, l.name, w.what from listed l left join known k using (account_id)
    cross join lateral (values
      (case when k.account_id is null then 'new' end),
      (case when k.state <> l.state then case l.state when 'SUSPENDED' then 'suspended' when 'ACTIVE' then 'active again'
        else 'state changed' end end),
      (case when k.name <> l.name then 'renamed' end),
      (case when l.ou_path <> k.ou_path and k.ou_path <> '' then 'moved' end)
    ) w(what)
    where w.what is not null order by l.name`)
  return [...rows]
}

async function markLeft(tx: Queryable, connectionId: string, accounts: ListedOrganization["accounts"]) {
  const ids = JSON.stringify(accounts.map(({ accountId }) => accountId))
  const rows = await tx.execute<{ account_id: string; name: string; what: DiscoveryEvent["what"] }>(sql`
    update organisation_accounts set state = 'LEFT'
    where connection_id = ${connectionId} and state <> 'LEFT' and not ${ids}::jsonb ? account_id
    returning account_id, name, 'left' as what`)
  return [...rows]
}

/** Of these accounts, the names of those that became unverified since the scan of the organisation before this one. */
export async function namesOfUnverified(
  tx: Queryable,
  { connectionId, scanId }: { connectionId: string; scanId: string },
  accountIds: readonly string[],
): Promise<string[]> {
  if (accountIds.length === 0) return []
  const rows = await tx.execute<{ name: string }>(sql`
    select distinct coalesce(a.name, s.account_id) as name from slices s left join accounts a using (account_id)
    where ${JSON.stringify(accountIds)}::jsonb ? s.account_id and ${isReadBy(connectionId)} and s.unverified_since > (
      select max(created_at) from scans
      where connection_id = ${connectionId} and is_organisation and id <> ${scanId} and started_at is not null)
    order by 1`)
  return rows.map(({ name }) => name)
}
