import { sql } from "drizzle-orm"
import { readArn, typeOfKind } from "@/lib/aws/arns"
import type { Db, Queryable } from "@/lib/db/client"
import { resourceRowId } from "@/lib/inventory/write/digest"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { type ListedSlice, missing, retireMissing } from "@/lib/inventory/write/retire"
import { NOT_REPORTED } from "@/lib/query/freshness-sql"

/** How much an index named by service (as ARNs have it), and of how much of that there is a type. */
export type IndexTally = ReadonlyMap<string, { named: number; typed: number }>

/** What was read of an index: how much it named, and the ARNs that were left to types. */
export interface IndexReading {
  named: IndexTally
  leftOut: ReadonlySet<string>
}

/** What an index names in the place of a slice, sorted into what types list and what they do not. */
export class IndexedArns implements IndexReading {
  readonly named = new Map<string, { named: number; typed: number }>()
  readonly leftOut = new Set<string>()
  readonly #db: Db
  readonly #slice: HeldSlice
  readonly #listedTypes: ReadonlySet<string>

  private constructor(db: Db, slice: HeldSlice, listedTypes: ReadonlySet<string>) {
    this.#db = db
    this.#slice = slice
    this.#listedTypes = listedTypes
  }

  static async open(db: Db, slice: HeldSlice): Promise<IndexedArns> {
    const [listed, first] = [await findListedTypes(db, slice), await findFirstReadings(db, slice)]
    return new IndexedArns(db, slice, new Set([...listed, ...first]))
  }

  /** Which of these a type lists, by its kind or by its own row. All are counted. */
  async listedOf(arns: readonly string[]): Promise<ReadonlySet<string>> {
    const targets = arns.map((arn) => targetOf(this.#slice.accountId, arn))
    const stored = await findStored(this.#db, this.#slice, targets)
    for (const { arn, type } of targets) {
      const service = arn.split(":")[2] ?? ""
      const { named, typed } = this.named.get(service) ?? { named: 0, typed: 0 }
      this.named.set(service, { named: named + 1, typed: typed + (type || stored.has(arn) ? 1 : 0) })
    }
    const listed = targets.filter((one) => isListed(one, stored, this.#listedTypes)).map(({ arn }) => arn)
    for (const arn of listed) this.leftOut.add(arn)
    return new Set(listed)
  }
}

const placesOf = ({ accountId, region }: HeldSlice) =>
  sql`s.account_id = ${accountId} and s.region in (${region}, 'global')`

/** The types whose own slices say what there is in a slice's region: their last reading there was whole. */
async function findListedTypes(db: Queryable, slice: HeldSlice): Promise<ReadonlySet<string>> {
  const rows = await db.execute<{ type: string }>(sql`
    select s.type from slices s where ${placesOf(slice)} and s.verified_at is not null and s.unverified_since is null
      -- A slice that failed keeps its row. Without resources, nothing of it was unverified by that.
      and not exists (select from scan_slices f where f.scan_id = s.last_scan_id and f.account_id = s.account_id
        and f.type = s.type and f.region = s.region and (f.state = 'failed' or not f.is_list_whole))`)
  return new Set(rows.map(({ type }) => type))
}

/** The types that the slice's scan reads there for the first time, and has not failed to read. */
async function findFirstReadings(db: Queryable, slice: HeldSlice): Promise<string[]> {
  const rows = await db.execute<{ type: string }>(sql`
    select s.type from scan_slices s where s.scan_id = ${slice.scanId} and ${placesOf(slice)} and s.ended_at is null
      and not exists (select from slices k where k.account_id = s.account_id and k.type = s.type and k.region = s.region)`)
  return rows.map(({ type }) => type)
}

/** What an ARN leads to: the type of its kind, and the row that it is read back to. */
interface Target {
  arn: string
  type: string | null
  id: string | null
}

function targetOf(accountId: string, arn: string): Target {
  const read = readArn(arn)
  // A part of a resource, such as a stage of an API, is not listed with it.
  const target = read?.arn === arn ? read : null
  const id = target?.region ? resourceRowId(accountId, target.region, target.type, target.resourceId) : null
  return { arn, type: target?.type ?? typeOfKind(arn), id }
}

/** Whether a type's own row has it, or a type's own slice says what there is of its kind. */
const isListed = ({ arn, type }: Target, stored: ReadonlySet<string>, listedTypes: ReadonlySet<string>): boolean =>
  stored.has(arn) || (type !== null && listedTypes.has(type))

/** The ARNs of those that a row of a type has, or that are read back to one. */
async function findStored(
  db: Queryable,
  { accountId, type }: HeldSlice,
  targets: readonly Target[],
): Promise<ReadonlySet<string>> {
  const rows = await db.execute<{ arn: string }>(sql`
    select t.arn from jsonb_to_recordset(${JSON.stringify(targets)}::jsonb) as t(arn text, id uuid)
    where exists (select from resources r where r.arn = t.arn and r.account_id = ${accountId} and r.type <> ${type}
        and r.removed_at is null)
      or exists (select from resources r where r.id = t.id and r.removed_at is null)`)
  return new Set(rows.map(({ arn }) => arn))
}

/** A slice whose indexes were read to their ends. */
export type ReportedSlice = ListedSlice & Pick<IndexReading, "leftOut">

/** What became of what a slice held and its indexes did not name: how many were removed, and changed. */
export interface Settled {
  removed: number
  changed: number
}

/**
 * Settles what indexes reported before and did not name this time, in the transaction that closes the slices. It is marked
 * as no longer reported, unless a type lists it by now: then it is removed here. What was left to a type that could not be
 * read after all stays as it is. @returns how many, by slice id.
 */
export async function settleReported(
  tx: Queryable,
  slices: readonly ReportedSlice[],
): Promise<ReadonlyMap<string, Settled>> {
  if (slices.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; arn: string; slice_id: string; is_reported: boolean }>(sql`
    with ${missing(slices)} select r.id, r.arn, missing.slice_id, r.status is distinct from ${NOT_REPORTED} as is_reported
    from missing join resources r on r.id = missing.id`)
  const [listed, unreported]: [string[], string[]] = [[], []]
  for (const { slice, leftOut } of slices) {
    const own = rows.filter((row) => row.slice_id === slice.id)
    if (own.length === 0) continue
    const types = await findListedTypes(tx, slice)
    const targets = own.map((row) => ({ ...row, target: targetOf(slice.accountId, row.arn) }))
    // Those that nobody names for long are many.
    const asked = targets.filter(({ is_reported }) => is_reported).map(({ target }) => target)
    const stored = await findStored(tx, slice, asked)
    for (const { id, arn, target, is_reported } of targets) {
      if (isListed(target, stored, types)) listed.push(id)
      else if (is_reported && !leftOut.has(arn)) unreported.push(id)
    }
  }
  // What was seen is none of these.
  const bare = slices.map(({ slice }) => ({ slice, seen: [] }))
  const changed = await markUnreported(tx, bare, unreported)
  const removed = await retireMissing(tx, bare, listed)
  return new Map(
    slices.map(({ slice: { id } }) => [id, { removed: removed.get(id) ?? 0, changed: changed.get(id) ?? 0 }]),
  )
}

/**
 * The change is recorded once. Without its fingerprint, the row is compared anew when it is reported again. It was seen by
 * the reading before. @returns how many were changed, by slice id.
 */
async function markUnreported(
  tx: Queryable,
  slices: readonly ListedSlice[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.execute<{ id: string; changed: number }>(sql`
    with ${missing(slices, ids)},
    locked as materialized (
      select id from resources where id = any(array(select id from missing)) order by id for update
    ),
    gone as (
      update resources r set status = ${NOT_REPORTED}, fingerprint = '', last_changed_at = greatest(now(), r.last_changed_at),
        seen_at = greatest(r.seen_at, (select verified_at from slices s
          where s.account_id = r.account_id and s.type = r.type and s.region = r.slice_region))
      from missing join resources old on old.id = missing.id
      where r.id = missing.id and r.id = any(array(select id from locked)) and r.removed_at is null
        and r.status is distinct from ${NOT_REPORTED}
      returning r.id, r.last_changed_at, missing.scan_id, missing.slice_id, old.status
    ), recorded as (
      insert into resource_changes (resource_id, scan_id, kind, at, fields)
      select id, scan_id, 'changed', last_changed_at,
        jsonb_build_object('status', jsonb_build_object('old', status, 'new', ${NOT_REPORTED}::text))
      from gone
    )
    select slice_id as id, count(*)::int as changed from gone group by slice_id`)
  return new Map(rows.map(({ id, changed }) => [id, changed]))
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
