import { type SQL, sql } from "drizzle-orm"
import type { Queryable } from "@/lib/db/client"
import { arrayLiteral } from "@/lib/query/to-sql"

/** A slice that a worker holds: where its rows belong, and under which attempt the worker may write. */
export interface HeldSlice {
  id: string
  /** The database refuses what a worker writes under an earlier attempt. */
  attempt: number
  scanId: string
  accountId: string
  type: string
  /** The slice's region, or `global`. */
  region: string
  /** Nothing was stored of it when it was taken, not even a removed resource: there is nothing to compare with. */
  isBlank: boolean
  /** Properties whose changes are not recorded. */
  volatile: readonly string[]
  /** Statuses from which a resource passes on without a change. */
  passing?: readonly string[]
  /** The type's revision, and what is not compared with rows of earlier ones. */
  revision: number
  learned: Readonly<Record<string, number>>
  /** The property whose values are kept sealed. */
  sealedProperty: string | null
  /** An index reports it: what is not in the list is not gone. */
  isReported?: boolean
}

/** The AWS calls of a slice so far. They are stored with each page, so that watchers see them. */
export interface AwsCost {
  calls: number
  retries: number
}

/** The key for what a worker holds: a slice, under the worker's attempt. */
export const holdKey = ({ id, attempt }: Pick<HeldSlice, "id" | "attempt">): string => `${id} ${attempt}`

/** What two slices of different scans may have in common: the same rows. */
export const placeKey = ({ accountId, type, region }: Pick<HeldSlice, "accountId" | "type" | "region">): string =>
  `${accountId} ${type} ${region}`

/** Slices as rows of SQL, in their order: `held(id, attempt, at)`, where `at` counts from 1. */
export const heldRows = (slices: readonly Pick<HeldSlice, "id" | "attempt">[]): SQL => {
  const ids = arrayLiteral(slices.map(({ id }) => id))
  const attempts = arrayLiteral(slices.map(({ attempt }) => String(attempt)))
  return sql`unnest(${ids}::uuid[], ${attempts}::int[]) with ordinality as held(id, attempt, at)`
}

interface LockedSlice {
  id: string
  attempt: number
  /** How many of its resources could not be stored. */
  errors: number
  /** As PostgreSQL writes it. */
  startedAt: string
}

/** Locks those of these slices that are still held, in the order of their ids, until the transaction ends. */
export async function lockHeld(
  tx: Queryable,
  slices: readonly Pick<HeldSlice, "id" | "attempt">[],
): Promise<readonly LockedSlice[]> {
  return tx.execute<LockedSlice & Record<string, unknown>>(sql`
    select s.id, s.attempt, s.errors, s.started_at::text as "startedAt" from ${heldRows(slices)}
    join scan_slices s on s.id = held.id and s.attempt = held.attempt and s.state = 'running'
    order by s.id for update of s`)
}

/**
 * A table of SQL, `locked(id)`: these scans, locked in the order of their ids. A change of slices locks their scans (a
 * trigger counts there), and scans always come last: many slices change at the same time, and each waits for the scan.
 */
export const lockedScans = (scanIds: readonly string[]): SQL => sql`locked as materialized (
  select id from scans where id = any(${arrayLiteral([...new Set(scanIds)])}::uuid[]) order by id for no key update)`

/** The slice was cancelled, or another worker holds it now. Nothing was written. */
export class SliceLostError extends Error {}
