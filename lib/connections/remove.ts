import { and, eq, sql } from "drizzle-orm"
import { markUnverified } from "@/lib/access/unverified"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import { usedAsBase } from "@/lib/connections/connections"
import { forgetJob } from "@/lib/connections/forget/job"
import { findConnection } from "@/lib/connections/view"
import type { Ctx } from "@/lib/context"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { connections, isOpenRow, scans } from "@/lib/db/schema"
import { invalid } from "@/lib/errors"
import { enqueue } from "@/lib/jobs/enqueue"
import { endOpenScan } from "@/lib/scans/run/end-scan"

/** What deleting a connection would do. */
export interface Removal {
  /** The accounts that only this connection reaches. */
  accounts: number
  /** What is held of them now, and what was removed from AWS before. */
  resources: number
  removed_resources: number
  /** Accounts that another connection reaches, too: their resources stay in any case. */
  shared_accounts: number
  open_scans: number
  /** Connections whose roles are assumed with this one: it cannot be deleted before them. */
  needed_by: string[]
}

/** Tells what deleting would do, in numbers. @throws AppError not_found */
export async function previewRemoval(ctx: Ctx, id: string): Promise<Removal> {
  authorise(ctx, "connections.manage")
  const { id: known } = await findConnection(ctx, id)
  const { own, shared } = await accountsReached(ctx.db, known)
  const [counts] = await ctx.db.execute<{ resources: number; removed: number }>(sql`
    select count(*) filter (where removed_at is null)::int as resources, count(*) filter (where removed_at is not null)::int as removed
    from resources where account_id in (select jsonb_array_elements_text(${JSON.stringify(own)}::jsonb))`)
  return {
    accounts: own.length,
    resources: counts?.resources ?? 0,
    removed_resources: counts?.removed ?? 0,
    shared_accounts: shared.length,
    open_scans: await ctx.db.$count(scans, openScansOf(known)),
    needed_by: (await usedAsBase(ctx.db, known)).map(({ name }) => name),
  }
}

/**
 * Deletes a connection: its scans that are under way are cancelled, its schedule ends, and what is known of its accounts
 * stays, unless `withResources` deletes what no other connection reaches. That is done in the background.
 * @throws AppError not_found; invalid if another connection's role is assumed with it.
 */
export async function deleteConnection(ctx: Ctx, id: string, withResources: boolean): Promise<void> {
  authorise(ctx, "connections.manage")
  const { id: known, name } = await findConnection(ctx, id)
  await assertNotNeeded(ctx.db, known)
  const { own } = withResources ? await accountsReached(ctx.db, known) : { own: [] }
  for (const scanId of await listOpenScans(ctx.db, known))
    await transact(ctx.db, (tx) => endOpenScan(tx, scanId, { state: "cancelled" }))
  await transact(ctx.db, async (tx) => {
    // From here on, no schedule starts a scan of it, and no connection takes it as its base.
    await tx.select().from(connections).where(eq(connections.id, known)).for("update")
    await assertNotNeeded(tx, known)
    for (const scanId of await listOpenScans(tx, known)) await endOpenScan(tx, scanId, { state: "cancelled" })
    // Nothing scans what stays of its accounts, where no other connection does.
    await markUnverified(tx, known, null)
    await tx.delete(connections).where(eq(connections.id, known))
    await recordAudit(tx, { actor: ctx.actor.name, action: "connection.deleted", target: name })
    for (const accountId of own) {
      await recordAudit(tx, { actor: ctx.actor.name, action: "account.forgotten", target: accountId })
    }
    await enqueue(
      tx,
      forgetJob,
      own.map((accountId) => ({ accountId })),
    )
  })
}

async function assertNotNeeded(db: Queryable, id: string): Promise<void> {
  const [dependent] = await usedAsBase(db, id)
  if (dependent)
    throw invalid("id", `The connection ${dependent.name} assumes its role with this one. Delete that first.`)
}

/** The whole of an organisation's scan comes before its parts: it ends as cancelled, and not because they do. */
async function listOpenScans(db: Queryable, id: string): Promise<string[]> {
  const rows = await db
    .select({ id: scans.id })
    .from(scans)
    .where(openScansOf(id))
    .orderBy(sql`${scans.parentId} is not null`, scans.id)
  return rows.map((row) => row.id)
}

const openScansOf = (id: string) => and(eq(scans.connectionId, id), isOpenRow)

/** The accounts that a connection reaches or has scanned, by whether another one does so, too. */
async function accountsReached(db: Db, id: string): Promise<{ own: string[]; shared: string[] }> {
  const rows = await db.execute<{ account_id: string; is_own: boolean }>(sql`
    with reached as (
      select id as connection_id, account_id from connections where account_id is not null
      union select connection_id, account_id from organisation_accounts
      union select connection_id, account_id from scans where connection_id is not null and account_id is not null
    )
    select account_id, bool_and(connection_id = ${id}) as is_own from reached group by account_id
    having bool_or(connection_id = ${id}) order by account_id`)
  const of = (isOwn: boolean) => rows.filter(({ is_own }) => is_own === isOwn).map(({ account_id }) => account_id)
  return { own: of(true), shared: of(false) }
}
