import { sql } from "drizzle-orm"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { describe, type SearchRow } from "@/lib/inventory/search/describe"
import { describeStored } from "@/lib/inventory/search/describe-stored"
import { storeDescriptions } from "@/lib/inventory/search/store-descriptions"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import {
  type AwsCost,
  type HeldSlice,
  holdKey,
  lockedScans,
  lockHeld,
  placeKey,
} from "@/lib/inventory/write/held-slice"
import { insertNew } from "@/lib/inventory/write/insert-new"
import { renewKnown } from "@/lib/inventory/write/renew-known"
import { add, NOTHING, type Tally } from "@/lib/inventory/write/tally"

/** A page of a slice: its rows that differ from the stored ones, and the counts of those that do not. */
export interface Page {
  slice: HeldSlice
  rows: readonly Row[]
  unchanged: Tally
  cost: AwsCost
  sealing: Sealing
}

/**
 * Stores pages of different slices: their rows, changes and counts, together or not at all. This commit does not wait
 * for the disk, but the one that closes a slice does. After a crash before that, the slice is listed again.
 * @returns the pages whose slices are no longer held; nothing of them is stored.
 * @throws PostgreSQL's error if it refuses a row.
 */
export function store(db: Db, pages: readonly Page[]): Promise<ReadonlySet<Page>> {
  return transact(
    db,
    async (tx) => {
      const startedAt = await lockSlices(tx, pages)
      // Always in this order, so that two batches that renew the same rows cannot wait for each other.
      const held = pages
        .filter(({ slice }) => startedAt.has(holdKey(slice)))
        .sort((a, b) => (placeKey(a.slice) < placeKey(b.slice) ? -1 : 1))
      if (held.length > 0) await count(tx, held, await storeRows(tx, held, startedAt))
      return new Set(pages.filter((page) => !held.includes(page)))
    },
    { isDurable: false },
  )
}

/** Locks the slices that are still held until the transaction ends. @returns when each began, by its `holdKey`. */
async function lockSlices(tx: Queryable, pages: readonly Page[]): Promise<ReadonlyMap<string, string>> {
  const rows = await lockHeld(
    tx,
    pages.map(({ slice }) => slice),
  )
  return new Map(rows.map((row) => [holdKey(row), row.startedAt]))
}

/**
 * Inserts the new rows first, and then renews the known ones: each row is sent once. If another scan inserts a row at the
 * same time, the insert waits for that scan, and the row is then a known one. @returns each page's counts.
 */
async function storeRows(
  tx: Queryable,
  pages: readonly Page[],
  startedAt: ReadonlyMap<string, string>,
): Promise<Tally[]> {
  const unknown = pages.flatMap((page) => {
    const rows = page.rows.filter(({ isKnown }) => !isKnown)
    return rows.length > 0 ? { ...page, rows } : []
  })
  const inserted = unknown.length > 0 ? await insertNew(tx, unknown) : new Set<string>()
  const fresh = unknown.flatMap(({ slice, rows }) =>
    rows.flatMap((row) => (inserted.has(row.id) ? describeFound(slice.type, row) : [])),
  )
  await storeDescriptions(tx, fresh, true)
  const tallies: Tally[] = []
  for (const { slice, rows, unchanged, sealing } of pages) {
    const known = rows.filter(({ id }) => !inserted.has(id))
    const created = rows.length - known.length
    const stored = add(unchanged, { ...NOTHING, total: created, created })
    const began = startedAt.get(holdKey(slice)) ?? ""
    tallies.push(add(stored, known.length > 0 ? await renew(tx, slice, known, began, sealing) : NOTHING))
  }
  return tallies
}

async function renew(
  tx: Queryable,
  slice: HeldSlice,
  rows: readonly Row[],
  startedAt: string,
  sealing: Sealing,
): Promise<Tally> {
  const renewed = await renewKnown(tx, slice, rows, startedAt, sealing)
  await describeKnown(tx, slice.type, rows)
  return renewed
}

const describeFound = (type: string, { id, found }: Row): SearchRow =>
  describe({ ...found, id, type, tags: found.tags ?? null })

/** A row that could not be read whole keeps stored values, so its description is made of the stored row. */
async function describeKnown(tx: Queryable, type: string, rows: readonly Row[]): Promise<void> {
  const isWhole = ({ found }: Row) => found.tags !== undefined && !found.unread?.length
  const mixed = rows.filter((row) => !isWhole(row)).map(({ id }) => id)
  const whole = rows.filter(isWhole).map((row) => describeFound(type, row))
  await storeDescriptions(tx, [...whole, ...(await describeStored(tx, mixed))], false)
}

/** Adds to the slices' counts; a trigger adds the same to their scans'. */
async function count(tx: Queryable, pages: readonly Page[], tallies: readonly Tally[]): Promise<void> {
  const counts = pages.map(({ slice, cost }, index) => ({ id: slice.id, ...(tallies[index] ?? NOTHING), ...cost }))
  await tx.execute(sql`
    with ${lockedScans(pages.map(({ slice }) => slice.scanId))}
    update scan_slices s set found = found + c.total, created = s.created + c.created,
      updated = updated + c.total - c.created, changed = s.changed + c.changed, removed = s.removed + c.removed, aws_calls = c.calls, retries = c.retries
    from jsonb_to_recordset(${JSON.stringify(counts)}::jsonb)
      as c(id uuid, total int, created int, changed int, removed int, calls int, retries int)
    where s.id = c.id and s.scan_id = any(array(select id from locked))`)
}
