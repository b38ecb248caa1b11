import { sql } from "drizzle-orm"
import { readArn } from "@/lib/aws/arns"
import type { Db, Queryable } from "@/lib/db/client"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { type ListedSlice, missing, retireMissing } from "@/lib/inventory/write/retire"
import { NOT_REPORTED } from "@/lib/query/freshness-sql"

/** How much an index named by service (as ARNs have it), and of how much of that there is a type. */
export type IndexTally = ReadonlyMap<string, { named: number; typed: number }>

/**
 * The types whose own slices say what there is in a slice's region: those that were read there, and those that this scan
 * reads.
 */
export async function findListedTypes(
  db: Db,
  { accountId, region, scanId }: Pick<HeldSlice, "accountId" | "region" | "scanId">,
): Promise<ReadonlySet<string>> {
  const rows = await db.execute<{ type: string }>(sql`
    select type from slices where account_id = ${accountId} and region in (${region}, 'global') and verified_at is not null
    union select type from scan_slices
      where scan_id = ${scanId} and region in (${region}, 'global') and state not in ('failed', 'cancelled')`)
  return new Set(rows.map(({ type }) => type))
}

/**
 * Settles what indexes reported before and did not name this time, in the transaction that closes the slices. It is marked
 * as no longer reported, unless its own type lists it by now: then it is removed here. @returns how many were removed, by
 * slice id.
 */
export async function settleReported(
  tx: Queryable,
  slices: readonly ListedSlice[],
): Promise<ReadonlyMap<string, number>> {
  if (slices.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; arn: string; account_id: string }>(sql`
    with ${missing(slices)} select r.id, r.arn, r.account_id from missing join resources r on r.id = missing.id`)
  const targets = rows.flatMap((row) => {
    const target = readArn(row.arn)
    return target ? [{ ...row, type: target.type, resource_id: target.resourceId }] : []
  })
  const typed = await tx.execute<{ id: string }>(sql`
    select t.id from jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as t(id uuid, account_id text, type text, resource_id text)
    where exists (select from resources r where r.account_id = t.account_id and r.type = t.type
      and r.resource_id = t.resource_id and r.removed_at is null)`)
  const listed = new Set(typed.map(({ id }) => id))
  await markUnreported(
    tx,
    slices,
    rows.map(({ id }) => id).filter((id) => !listed.has(id)),
  )
  return retireMissing(tx, slices, [...listed])
}

/** The change is recorded once. Without its fingerprint, the row is compared anew when it is reported again. */
async function markUnreported(tx: Queryable, slices: readonly ListedSlice[], ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx.execute(sql`
    with ${missing(slices, ids)},
    locked as materialized (
      select id from resources where id = any(array(select id from missing)) order by id for update
    ),
    gone as (
      update resources r set status = ${NOT_REPORTED}, fingerprint = '', last_changed_at = greatest(now(), r.last_changed_at)
      from missing join resources old on old.id = missing.id
      where r.id = missing.id and r.id = any(array(select id from locked)) and r.removed_at is null
        and r.status is distinct from ${NOT_REPORTED}
      returning r.id, r.last_changed_at, missing.scan_id, old.status
    )
    insert into resource_changes (resource_id, scan_id, kind, at, fields)
    select id, scan_id, 'changed', last_changed_at,
      jsonb_build_object('status', jsonb_build_object('old', status, 'new', ${NOT_REPORTED}::text))
    from gone`)
}

/** Keeps what an index named in the region of a slice, in the place of what it named before. */
export async function recordNamed(
  tx: Queryable,
  { accountId, region }: Pick<HeldSlice, "accountId" | "region">,
  named: IndexTally,
): Promise<void> {
  const rows = [...named].map(([service, counts]) => ({ service, ...counts }))
  await tx.execute(sql`delete from index_reports where account_id = ${accountId} and region = ${region}`)
  await tx.execute(sql`
    insert into index_reports (account_id, region, service, named, typed)
    select ${accountId}, ${region}, service, named, typed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(service text, named int, typed int)`)
}
