import { sql } from "drizzle-orm"
import { type Db, postgresError } from "@/lib/db/client"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import { type AwsCost, type HeldSlice, SliceLostError } from "@/lib/inventory/write/held-slice"
import { store } from "@/lib/inventory/write/store"
import { NOTHING, type Tally } from "@/lib/inventory/write/tally"

interface Options extends Sealing {
  /** The slice had no stored rows when it was taken, so there is nothing to compare digests with. */
  isBlank: boolean
}

/**
 * Stores one page of a slice. It sends the digests first, and then only the rows whose digests differ from the stored
 * ones: for an unchanged page, no row is sent or written. A row that PostgreSQL refuses is found by halving the page,
 * and counts as an error.
 * @returns how many resources have stored tags, although AWS's answer left theirs out. They keep them.
 * @throws SliceLostError if `slice.attempt` is no longer the current one.
 */
export async function writeRows(
  db: Db,
  slice: HeldSlice,
  rows: readonly Row[],
  cost: AwsCost,
  options: Options,
): Promise<number> {
  if (options.isBlank) {
    await storeInParts(db, slice, rows, NOTHING, cost, options)
    return 0
  }
  const tagged = await findTagged(db, rows)
  const readRows = tagged.size === 0 ? rows : rows.map((row) => (tagged.has(row.id) ? withoutTags(row) : row))
  const { fresh, stale, unchanged } = await compareDigests(db, slice, readRows)
  const different = readRows.flatMap((row) =>
    stale.has(row.id) ? { ...row, isKnown: true } : fresh.has(row.id) ? row : [],
  )
  await storeInParts(db, slice, different, unchanged, cost, options)
  return tagged.size
}

/** Of the rows whose tags AWS's answer left out, those that are stored with tags. */
async function findTagged(db: Db, rows: readonly Row[]): Promise<ReadonlySet<string>> {
  const ids = rows.flatMap(({ id, found }) => (found.areTagsAbsent ? id : []))
  if (ids.length === 0) return new Set()
  const tagged = await db.execute<{ id: string }>(sql`
    select id from resources where id = any(${arrayOf(ids)}::uuid[]) and tags <> '{}'`)
  return new Set(tagged.map(({ id }) => id))
}

const withoutTags = (row: Row): Row => ({
  ...row,
  tags: null,
  tagsDigest: null,
  found: { ...row.found, tags: undefined },
})

/** Finds the rows that are new (`fresh`), and those that returned or changed (`stale`). It locks nothing, since storing compares them once more. */
async function compareDigests(
  db: Db,
  slice: HeldSlice,
  rows: readonly Row[],
): Promise<{ fresh: ReadonlySet<string>; stale: ReadonlySet<string>; unchanged: Tally }> {
  const ids = sql`${arrayOf(rows.map(({ id }) => id))}::uuid[]`
  const fingerprints = sql`${arrayOf(rows.map(({ fingerprint }) => fingerprint))}::text[]`
  const tagsDigests = sql`${arrayOf(rows.map(({ tagsDigest }) => tagsDigest))}::text[]`
  const [answer] = await db.execute(sql`
    with compared as (
      select i.id, r.first_seen_at >= s.started_at as is_created, r.last_changed_at >= s.started_at as is_changed,
        r.id is null as is_fresh, r.removed_at is not null or r.fingerprint <> i.fingerprint
          or (i.tags_digest is not null and i.tags_digest is distinct from r.tags_digest) as is_stale
      from unnest(${ids}, ${fingerprints}, ${tagsDigests}) as i(id, fingerprint, tags_digest)
      cross join (select started_at from scan_slices where id = ${slice.id}) as s
      left join resources r on r.id = i.id
    )
    select coalesce(json_agg(id) filter (where is_fresh), '[]') as fresh,
      coalesce(json_agg(id) filter (where not is_fresh and is_stale), '[]') as stale,
      count(*) filter (where not is_fresh and not is_stale)::int as total,
      count(*) filter (where not is_fresh and not is_stale and is_created)::int as created,
      count(*) filter (where not is_fresh and not is_stale and not is_created and is_changed)::int as changed
    from compared`)
  const { fresh, stale, ...unchanged } = answer as unknown as Tally & { fresh: string[]; stale: string[] }
  return { fresh: new Set(fresh), stale: new Set(stale), unchanged }
}

/** PostgreSQL's array literal. Nothing in digests and ids needs quoting. */
const arrayOf = (values: readonly (string | null)[]) => `{${values.map((value) => value ?? "NULL").join(",")}}`

async function storeInParts(
  db: Db,
  slice: HeldSlice,
  rows: readonly Row[],
  unchanged: Tally,
  cost: AwsCost,
  sealing: Sealing,
): Promise<void> {
  try {
    await store(db, slice, rows, unchanged, cost, sealing)
  } catch (error) {
    const reason = refusalOf(error)
    const [row] = rows
    if (!reason || !row) throw error
    if (rows.length === 1) {
      await countError(db, slice, row, reason)
      return store(db, slice, [], unchanged, cost, sealing)
    }
    const half = Math.ceil(rows.length / 2)
    await storeInParts(db, slice, rows.slice(0, half), unchanged, cost, sealing)
    await storeInParts(db, slice, rows.slice(half), NOTHING, cost, sealing)
  }
}

/** PostgreSQL's reason if it refused the data (SQLSTATE classes 22, 23 and 54), not the connection or the statement. */
function refusalOf(error: unknown): string | null {
  const { code, message } = postgresError(error)
  return /^(22|23|54)/.test(code ?? "") ? String(message).slice(0, 200) : null
}

/** Only the first reasons are kept: one wrong property can make PostgreSQL refuse ten thousand rows. */
const KEPT_REASONS = 20

async function countError(db: Db, slice: HeldSlice, { found }: Row, reason: string): Promise<void> {
  const entry = JSON.stringify([{ resource_id: found.resourceId, reason }])
  const rows = await db.execute(sql`
    update scan_slices set found = found + 1, errors = errors + 1, row_errors = case
      when jsonb_array_length(row_errors) < ${KEPT_REASONS} then row_errors || ${entry}::jsonb else row_errors end
    where id = ${slice.id} and attempt = ${slice.attempt} and state = 'running' returning id`)
  if (rows.length === 0) throw new SliceLostError()
}
