import { randomUUID } from "node:crypto"
import { desc, eq, sql } from "drizzle-orm"
import type { z } from "zod"
import type { ConnectionRow } from "@/lib/access/credentials"
import { isIncluded, listExcluded } from "@/lib/access/organisation/included"
import { markUnverified } from "@/lib/access/unverified"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import { discoverJob } from "@/lib/connections/organisation/job"
import type { accountChoicesSchema } from "@/lib/connections/schemas"
import { findConnection } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { type DiscoveryEvent, discoveries } from "@/lib/db/schema"
import { isUuid } from "@/lib/db/text"
import { AppError, invalid } from "@/lib/errors"
import { enqueue } from "@/lib/jobs/enqueue"

/** An account of an organisation, with its last scan. */
export interface MemberView {
  account_id: string
  name: string
  ou_path: string
  state: string
  is_included: boolean
  /** A person's own choice; null for what the scope says. */
  choice: boolean | null
  last_discovered_at: string
  last_scan: {
    scan_id: string
    state: string
    ended_at: string | null
    slices_done: number
    slices_total: number
    error: string | null
  } | null
  [column: string]: unknown
}

/** The accounts of a connection's organisation, by unit and name. @throws AppError not_found; invalid for one account. */
export async function listMembers(ctx: Ctx, id: string): Promise<MemberView[]> {
  authorise(ctx, "connections.read")
  return readMembers(ctx, id)
}

async function readMembers(ctx: Ctx, id: string): Promise<MemberView[]> {
  const connection = await findOrganisation(ctx, id)
  const rows = await ctx.db.execute<MemberView>(sql`
    select o.account_id, o.name, o.ou_path, o.state, ${isIncluded(connection)} as is_included, o.choice,
      to_json(o.last_discovered_at) #>> '{}' as last_discovered_at,
      (select jsonb_build_object('scan_id', s.id, 'state', s.state, 'ended_at', s.ended_at,
          'slices_done', s.slices_total - s.slices_open, 'slices_total', s.slices_total,
          'error', coalesce(s.error_message, s.slice_errors -> 0 ->> 'message'))
        from scans s where s.connection_id = o.connection_id and s.account_id = o.account_id
        order by s.created_at desc limit 1) as last_scan
    from organisation_accounts o where o.connection_id = ${connection.id}
    order by o.ou_path, lower(o.name), o.account_id`)
  return rows.map((row) => ({ ...row, last_discovered_at: new Date(row.last_discovered_at).toISOString() }))
}

/** Includes or excludes accounts by hand. @throws AppError not_found; invalid for an account that was not discovered. */
export async function chooseMembers(
  ctx: Ctx,
  id: string,
  { accounts }: z.output<typeof accountChoicesSchema>,
): Promise<MemberView[]> {
  authorise(ctx, "connections.manage")
  const connection = await findOrganisation(ctx, id)
  await transact(ctx.db, async (tx) => {
    const rows = await tx.execute<{ account_id: string }>(sql`
      update organisation_accounts o set choice = c.is_included
      from jsonb_to_recordset(${JSON.stringify(accounts)}::jsonb) as c(account_id text, is_included boolean)
      where o.connection_id = ${connection.id} and o.account_id = c.account_id returning o.account_id`)
    const known = new Set(rows.map(({ account_id }) => account_id))
    const unknown = accounts.find(({ account_id }) => !known.has(account_id))
    if (unknown)
      throw invalid("accounts", `Account ${unknown.account_id} was not discovered. Discover the accounts first.`)
    await markUnverified(tx, connection.id, await listExcluded(tx, connection))
    await recordAudit(tx, { actor: ctx.actor.name, action: "connection.changed", target: connection.name })
  })
  return readMembers(ctx, id)
}

export interface DiscoveryView {
  discovery_id: string
  connection_id: string
  state: "queued" | "running" | "success" | "partial" | "failed"
  requested_by: string
  organisation_id: string | null
  accounts_found: number
  events: DiscoveryEvent[]
  problem: { code: string; message: string; missing_permission: string | null } | null
  created_at: string
  ended_at: string | null
}

/** Queues a discovery of the organisation's accounts. @returns its id. @throws AppError not_found, invalid */
export async function startDiscovery(ctx: Ctx, id: string): Promise<string> {
  authorise(ctx, "connections.use")
  const connection = await findOrganisation(ctx, id)
  const discoveryId = randomUUID()
  await transact(ctx.db, async (tx) => {
    await tx.insert(discoveries).values({ id: discoveryId, connectionId: connection.id, requestedBy: ctx.actor.name })
    await enqueue(tx, discoverJob, [{ discoveryId }])
  })
  return discoveryId
}

/** @throws AppError not_found */
export async function getDiscovery(ctx: Ctx, id: string): Promise<DiscoveryView> {
  authorise(ctx, "connections.read")
  const [row] = isUuid(id) ? await ctx.db.select().from(discoveries).where(eq(discoveries.id, id)) : []
  if (!row) throw new AppError("not_found", "Not found: there is no such discovery.")
  return toDiscoveryView(row)
}

const SHOWN = 20

/** The newest discoveries of a connection. @throws AppError not_found */
export async function listDiscoveries(ctx: Ctx, connectionId: string): Promise<DiscoveryView[]> {
  authorise(ctx, "connections.read")
  const { id } = await findConnection(ctx, connectionId)
  const rows = await ctx.db
    .select()
    .from(discoveries)
    .where(eq(discoveries.connectionId, id))
    .orderBy(desc(discoveries.createdAt))
    .limit(SHOWN)
  return rows.map(toDiscoveryView)
}

const toDiscoveryView = (row: typeof discoveries.$inferSelect): DiscoveryView => ({
  discovery_id: row.id,
  connection_id: row.connectionId,
  state: row.state,
  requested_by: row.requestedBy,
  organisation_id: row.organisationId,
  accounts_found: row.found,
  events: row.events,
  problem: row.errorCode
    ? { code: row.errorCode, message: row.errorMessage ?? "", missing_permission: row.missingPermission }
    : null,
  created_at: row.createdAt.toISOString(),
  ended_at: row.endedAt?.toISOString() ?? null,
})

async function findOrganisation(ctx: Ctx, id: string): Promise<ConnectionRow> {
  const connection = await findConnection(ctx, id)
  if (connection.memberRoleName === null) throw invalid("id", "This connection reaches one account, no organisation.")
  return connection
}
