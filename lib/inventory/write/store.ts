import { sql } from "drizzle-orm"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { describe, type SearchRow } from "@/lib/inventory/search/describe"
import { describeStored } from "@/lib/inventory/search/describe-stored"
import { storeDescriptions } from "@/lib/inventory/search/store-descriptions"
import type { Row, Sealing } from "@/lib/inventory/write/digest"
import { type AwsCost, type HeldSlice, SliceLostError } from "@/lib/inventory/write/held-slice"
import { insertNew } from "@/lib/inventory/write/insert-new"
import { renewKnown } from "@/lib/inventory/write/renew-known"
import { add, NOTHING, type Tally } from "@/lib/inventory/write/tally"

/**
 * Stores rows, their changes and the slice's counts, together or not at all. This commit does not wait for the disk,
 * but the one that closes the slice does. After a crash before that, the slice is listed again.
 * @param unchanged the counts of the page's rows that are already stored.
 * @throws SliceLostError if the slice is no longer held; PostgreSQL's error if it refuses a row.
 */
export async function store(
  db: Db,
  slice: HeldSlice,
  rows: readonly Row[],
  unchanged: Tally,
  cost: AwsCost,
  sealing: Sealing,
): Promise<void> {
  await transact(
    db,
    async (tx) => {
      const stored = rows.length > 0 ? await storeAll(tx, slice, rows, sealing) : NOTHING
      await count(tx, slice, add(unchanged, stored), cost)
    },
    { isDurable: false },
  )
}

/** Locks the slice until the transaction ends. @returns when it began, as PostgreSQL writes it. */
async function lockSlice(tx: Queryable, { id, attempt }: HeldSlice): Promise<string> {
  const [row] = await tx.execute<{ started_at: string }>(sql`
    select started_at::text from scan_slices
    where id = ${id} and attempt = ${attempt} and state = 'running' for update`)
  if (!row) throw new SliceLostError()
  return row.started_at
}

/**
 * Inserts the new rows first, and then renews the known ones: each row is sent once. If another scan inserts a row at the
 * same time, the insert waits for that scan, and the row is then a known one.
 */
async function storeAll(tx: Queryable, slice: HeldSlice, rows: readonly Row[], sealing: Sealing): Promise<Tally> {
  const startedAt = await lockSlice(tx, slice)
  const unknown = rows.filter(({ isKnown }) => !isKnown)
  const inserted = unknown.length > 0 ? await insertNew(tx, slice, unknown, sealing) : new Set<string>()
  const known = rows.filter(({ id }) => !inserted.has(id))
  const created = { total: inserted.size, created: inserted.size, changed: 0 }
  const fresh = rows.filter(({ id }) => inserted.has(id))
  await storeDescriptions(
    tx,
    fresh.map((row) => describeFound(slice.type, row)),
    true,
  )
  if (known.length === 0) return created
  const renewed = await renewKnown(tx, slice, known, startedAt, sealing)
  await describeKnown(tx, slice.type, known)
  return add(created, renewed)
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

/** Adds to the slice's counts; a trigger adds the same to its scan's. @throws SliceLostError */
async function count(
  tx: Queryable,
  { id, attempt }: HeldSlice,
  { total, created, changed }: Tally,
  cost: AwsCost,
): Promise<void> {
  const rows = await tx.execute(sql`
    update scan_slices set found = found + ${total}, created = created + ${created},
      updated = updated + ${total - created}, changed = changed + ${changed},
      aws_calls = ${cost.calls}, retries = ${cost.retries}
    where id = ${id} and attempt = ${attempt} and state = 'running' returning id`)
  if (rows.length === 0) throw new SliceLostError()
}
