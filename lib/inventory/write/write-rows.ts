import { sql } from "drizzle-orm"
import { type Db, postgresError } from "@/lib/db/client"
import { together } from "@/lib/db/together"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import { type AwsCost, type HeldSlice, heldRows, placeKey, SliceLostError } from "@/lib/inventory/write/held-slice"
import { type Page, store } from "@/lib/inventory/write/store"
import { NOTHING, type Tally } from "@/lib/inventory/write/tally"

/** How many transactions a process stores with at the same time. More make PostgreSQL slower, not faster (BENCHMARKS.md). */
export const STORED_AT_ONCE = 3
/** Small pages of different slices are stored together, up to this many rows. */
const ROWS_TOGETHER = 500

/** A page as it was read. */
interface ReadPage {
  slice: HeldSlice
  rows: readonly Row[]
  cost: AwsCost
  sealing: Sealing
}

/**
 * Stores one page of a slice, together with small pages of other slices. It sends the digests first, and then only the
 * rows whose digests differ from the stored ones: for an unchanged page, no row is sent or written. A row that PostgreSQL
 * refuses is found by halving the page, and counts as an error.
 * @returns how many resources have stored tags, although AWS's answer left theirs out. They keep them.
 * @throws SliceLostError if `slice.attempt` is no longer the current one.
 */
export const writeRows = (
  db: Db,
  slice: HeldSlice,
  rows: readonly Row[],
  cost: AwsCost,
  sealing: Sealing,
): Promise<number> => writeTogether(db, { slice, rows, cost, sealing })

const writeTogether = together<ReadPage, number>(
  {
    atOnce: STORED_AT_ONCE,
    most: ROWS_TOGETHER,
    weight: ({ rows }) => rows.length,
    key: ({ slice }) => placeKey(slice),
  },
  async (db, read) => {
    const tagged = await findTagged(db, read)
    const pages = await compare(db, tagged.size === 0 ? read : read.map((page) => keepTags(page, tagged)))
    const [first, ...others] = pages
    const lost = first && others.length === 0 ? await storeInParts(db, first) : await store(db, pages)
    return pages.map((page, index) => {
      if (lost.has(page)) return new SliceLostError()
      return read[index]?.rows.filter(({ id }) => tagged.has(id)).length ?? 0
    })
  },
)

/** Of the rows whose tags AWS's answer left out, those that are stored with tags. */
async function findTagged(db: Db, pages: readonly ReadPage[]): Promise<ReadonlySet<string>> {
  const rows = pages.flatMap((page) => (page.slice.isBlank ? [] : page.rows))
  const ids = rows.flatMap(({ id, found }) => (found.areTagsAbsent ? id : []))
  if (ids.length === 0) return new Set()
  const tagged = await db.execute<{ id: string }>(sql`
    select id from resources where id = any(${arrayOf(ids)}::uuid[]) and tags <> '{}'`)
  return new Set(tagged.map(({ id }) => id))
}

const keepTags = (page: ReadPage, tagged: ReadonlySet<string>): ReadPage => ({
  ...page,
  rows: page.rows.map((row) => (tagged.has(row.id) ? withoutTags(row) : row)),
})

const withoutTags = (row: Row): Row => ({
  ...row,
  tags: null,
  tagsDigest: null,
  found: { ...row.found, tags: undefined },
})

interface Compared extends Omit<Tally, "removed">, Record<string, unknown> {
  /** The page's place among those that were asked about, from 1. */
  at: number
  /** The ids of rows that are not stored. */
  fresh: string[]
  /** The ids of rows that returned or changed. */
  stale: string[]
}

/** Leaves in each page the rows that are new, returned or changed. What is left out is counted. */
async function compare(db: Db, pages: readonly ReadPage[]): Promise<Page[]> {
  const asked = pages.filter(({ slice }) => !slice.isBlank)
  const answers = asked.length > 0 ? await compareDigests(db, asked) : []
  const byPage = new Map(answers.map((answer) => [asked[answer.at - 1], answer]))
  return pages.map((page) => {
    const { slice, rows, cost, sealing } = page
    if (slice.isBlank) return { slice, rows, cost, sealing, unchanged: NOTHING }
    const { fresh = [], stale = [], total = 0, created = 0, changed = 0 } = byPage.get(page) ?? {}
    const isFresh = new Set(fresh)
    const isStale = new Set(stale)
    const different = rows.flatMap((row) =>
      isStale.has(row.id) ? { ...row, isKnown: true } : isFresh.has(row.id) ? row : [],
    )
    return { slice, rows: different, cost, sealing, unchanged: { ...NOTHING, total, created, changed } }
  })
}

/** It locks nothing, since storing compares the rows once more. A page without rows has no answer. */
function compareDigests(db: Db, pages: readonly ReadPage[]): Promise<readonly Compared[]> {
  const rows = pages.flatMap((page, index) => page.rows.map((row) => ({ ...row, at: index + 1 })))
  const ats = sql`${arrayOf(rows.map(({ at }) => String(at)))}::int[]`
  const ids = sql`${arrayOf(rows.map(({ id }) => id))}::uuid[]`
  const fingerprints = sql`${arrayOf(rows.map(({ fingerprint }) => fingerprint))}::text[]`
  const tagsDigests = sql`${arrayOf(rows.map(({ tagsDigest }) => tagsDigest))}::text[]`
  return db.execute<Compared>(sql`
    with compared as (
      select i.at, i.id, r.first_seen_at >= s.started_at as is_created, r.last_changed_at >= s.started_at as is_changed,
        r.id is null as is_fresh, r.removed_at is not null or r.fingerprint <> i.fingerprint
          or (i.tags_digest is not null and i.tags_digest is distinct from r.tags_digest) as is_stale
      from unnest(${ats}, ${ids}, ${fingerprints}, ${tagsDigests}) as i(at, id, fingerprint, tags_digest)
      join (
        select held.at, started_at from ${heldRows(pages.map(({ slice }) => slice))} left join scan_slices using (id)
      ) s on s.at = i.at
      left join resources r on r.id = i.id
    )
    select at, coalesce(json_agg(id) filter (where is_fresh), '[]') as fresh,
      coalesce(json_agg(id) filter (where not is_fresh and is_stale), '[]') as stale,
      count(*) filter (where not is_fresh and not is_stale)::int as total,
      count(*) filter (where not is_fresh and not is_stale and is_created)::int as created,
      count(*) filter (where not is_fresh and not is_stale and not is_created and is_changed)::int as changed
    from compared group by at`) as unknown as Promise<readonly Compared[]>
}

/** PostgreSQL's array literal. Nothing in digests and ids needs quoting. */
const arrayOf = (values: readonly (string | null)[]) => `{${values.map((value) => value ?? "NULL").join(",")}}`

/** Stores a page, but for the rows that PostgreSQL refuses. @returns the page, if its slice is no longer held. */
async function storeInParts(db: Db, page: Page): Promise<ReadonlySet<Page>> {
  try {
    return await store(db, [page])
  } catch (error) {
    const reason = refusalOf(error)
    const { rows } = page
    const [row] = rows
    if (!reason || !row) throw error
    if (rows.length === 1 && !(await countError(db, page.slice, row, reason))) return new Set([page])
    for (const part of partsOf(page)) if ((await storeInParts(db, part)).size > 0) return new Set([page])
    return new Set()
  }
}

/** What is left to store of a refused page: its halves, or its counts alone. */
function partsOf(page: Page): Page[] {
  const { rows } = page
  if (rows.length === 1) return [{ ...page, rows: [] }]
  const half = Math.ceil(rows.length / 2)
  return [
    { ...page, rows: rows.slice(0, half) },
    { ...page, rows: rows.slice(half), unchanged: NOTHING },
  ]
}

/** PostgreSQL's reason if it refused the data (SQLSTATE classes 22, 23 and 54), not the connection or the statement. */
function refusalOf(error: unknown): string | null {
  const { code, message } = postgresError(error)
  return /^(22|23|54)/.test(code ?? "") ? String(message).slice(0, 200) : null
}

/** Only the first reasons are kept: one wrong property can make PostgreSQL refuse ten thousand rows. */
const KEPT_REASONS = 20

/** @returns false if the slice is no longer held. */
async function countError(db: Db, slice: HeldSlice, { found }: Row, reason: string): Promise<boolean> {
  const entry = JSON.stringify([{ resource_id: found.resourceId, reason }])
  const rows = await db.execute(sql`
    update scan_slices set found = found + 1, errors = errors + 1, row_errors = case
      when jsonb_array_length(row_errors) < ${KEPT_REASONS} then row_errors || ${entry}::jsonb else row_errors end
    where id = ${slice.id} and attempt = ${slice.attempt} and state = 'running' returning id`)
  return rows.length > 0
}
