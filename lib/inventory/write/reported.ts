import { sql } from "drizzle-orm"
import { readArn, typeOfKind } from "@/lib/aws/arns"
import type { Db, Queryable } from "@/lib/db/client"
import { resourceRowId } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { type ListedSlice, missing, retireMissing } from "@/lib/inventory/write/retire"
import { NOT_REPORTED } from "@/lib/query/freshness-sql"

/** How much an index named by service (as ARNs have it), and of how much of that there is a type. */
export type IndexTally = ReadonlyMap<string, { named: number; typed: number }>

/** What an index names in the place of a slice, sorted into what types list and what they do not. */
export class IndexedArns {
  readonly named = new Map<string, { named: number; typed: number }>()
  readonly #db: Db
  readonly #slice: HeldSlice
  readonly #listedTypes: ReadonlySet<string>

  private constructor(db: Db, slice: HeldSlice, listedTypes: ReadonlySet<string>) {
    this.#db = db
    this.#slice = slice
    this.#listedTypes = listedTypes
  }

  static async open(db: Db, slice: HeldSlice): Promise<IndexedArns> {
    return new IndexedArns(db, slice, await findListedTypes(db, slice))
  }

  /** Which of these a type lists, by its kind or by its own row. All are counted. */
  async listedOf(arns: readonly string[]): Promise<ReadonlySet<string>> {
    const targets = arns.map((arn) => targetOf(this.#slice.accountId, arn))
    const stored = await findStored(this.#db, this.#slice.accountId, targets)
    for (const { arn, type } of targets) {
      const service = arn.split(":")[2] ?? ""
      const { named, typed } = this.named.get(service) ?? { named: 0, typed: 0 }
      this.named.set(service, { named: named + 1, typed: typed + (type || stored.has(arn) ? 1 : 0) })
    }
    return new Set(targets.filter((one) => isListed(one, stored, this.#listedTypes)).map(({ arn }) => arn))
  }
}

/** The types whose own slices say what there is in a slice's region: those that were read there, or that this scan reads. */
async function findListedTypes(db: Queryable, slice: HeldSlice): Promise<ReadonlySet<string>> {
  const { accountId, region, scanId } = slice
  const rows = await db.execute<{ type: string }>(sql`
    select type from slices where account_id = ${accountId} and region in (${region}, 'global') and verified_at is not null
    union select type from scan_slices
      where scan_id = ${scanId} and region in (${region}, 'global') and state not in ('failed', 'cancelled')`)
  return new Set(rows.map(({ type }) => type))
}

/** What an ARN leads to: the type of its kind, and the row that it is read back to. */
interface Target {
  arn: string
  type: string | null
  id: string | null
}

function targetOf(accountId: string, arn: string): Target {
  const target = readArn(arn)
  const id = target?.region ? resourceRowId(accountId, target.region, target.type, target.resourceId) : null
  return { arn, type: target?.type ?? typeOfKind(arn), id }
}

/** Whether a type's own row has it, or a type's own slice says what there is of its kind. */
const isListed = ({ arn, type }: Target, stored: ReadonlySet<string>, listedTypes: ReadonlySet<string>): boolean =>
  stored.has(arn) || (type !== null && listedTypes.has(type))

/** The ARNs of those that a row of a type has, or that are read back to one. */
async function findStored(db: Queryable, accountId: string, targets: readonly Target[]): Promise<ReadonlySet<string>> {
  const rows = await db.execute<{ arn: string }>(sql`
    select t.arn from jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as t(arn text, id uuid)
    where exists (select from resources r where r.arn = t.arn and r.account_id = ${accountId} and r.type <> 'other'
        and r.removed_at is null)
      or exists (select from resources r where r.id = t.id and r.removed_at is null)`)
  return new Set(rows.map(({ arn }) => arn))
}

/**
 * Settles what indexes reported before and did not name this time, in the transaction that closes the slices. It is marked
 * as no longer reported, unless a type lists it by now: then it is removed here. @returns how many were removed, by slice id.
 */
export async function settleReported(
  tx: Queryable,
  slices: readonly ListedSlice[],
): Promise<ReadonlyMap<string, number>> {
  if (slices.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; arn: string; slice_id: string }>(sql`
    with ${missing(slices)} select r.id, r.arn, missing.slice_id from missing join resources r on r.id = missing.id`)
  const listed = new Set<string>()
  for (const { slice } of slices) {
    const own = rows.filter((row) => row.slice_id === slice.id)
    if (own.length === 0) continue
    const types = await findListedTypes(tx, slice)
    const targets = own.map(({ id: row, arn }) => ({ row, ...targetOf(slice.accountId, arn) }))
    const stored = await findStored(tx, slice.accountId, targets)
    for (const one of targets) if (isListed(one, stored, types)) listed.add(one.row)
  }
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
