import { and, eq, getTableColumns, inArray, isNull, sql } from "drizzle-orm"
import type { CredentialSource } from "@/lib/aws/credentials"
import { type ResourceType, revisionOf } from "@/lib/aws/resource-types/define"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { connections, resources, scanSlices, scans } from "@/lib/db/schema"
import { openSliceStates } from "@/lib/db/states"
import { together } from "@/lib/db/together"
import { type HeldSlice, heldRows, holdKey } from "@/lib/inventory/write/held-slice"
import { arrayLiteral } from "@/lib/query/to-sql"
import { openCredentials } from "@/lib/scans/credentials"

type Scan = typeof scans.$inferSelect

export interface TakenSlice {
  slice: HeldSlice
  type: ResourceType
  /** It held nothing when it was read last. */
  wasEmpty: boolean
  /** The region to call: the slice's own, or the scan's home region for a global type. */
  region: string
  homeRegion: string
  hasTagIndex: boolean
}

/** The slices of a job, and the credentials of their scan. */
interface TakenSlices {
  accountId: string
  credentials: CredentialSource
  slices: TakenSlice[]
}

/**
 * Takes a job's slices, each under a new attempt number, so that no earlier worker can write any more.
 * @param sliceIds slices of one scan. @returns null if there is nothing left to do.
 * @throws what {@link openCredentials} throws.
 */
export const takeSlices = (app: App, sliceIds: readonly string[]): Promise<TakenSlices | null> =>
  takeTogether(app.db, { app, sliceIds })

const takeTogether = together<{ app: App; sliceIds: readonly string[] }, TakenSlices | null>(
  { atOnce: 1, most: 200, weight: ({ sliceIds }) => sliceIds.length, key: ({ sliceIds }) => sliceIds.join() },
  async (db, jobs) => {
    const rows = await raiseAttempts(
      db,
      jobs.flatMap(({ sliceIds }) => sliceIds),
    )
    if (rows.length === 0) return jobs.map(() => null)
    const scanIds = [...new Set(rows.map(({ scanId }) => scanId))]
    const running = await db
      .select()
      .from(scans)
      .leftJoin(connections, eq(connections.id, scans.connectionId))
      .where(and(inArray(scans.id, scanIds), eq(scans.state, "running")))
    const scanOf = new Map(running.map((one) => [one.scans.id, one]))
    const waiting = new Map(rows.map((row) => [row.id, row]))
    return Promise.all(
      jobs.map(async ({ app, sliceIds }) => {
        const mine = sliceIds.flatMap((id) => waiting.get(id) ?? [])
        // No other job of this batch gets them as well.
        for (const id of sliceIds) waiting.delete(id)
        const scan = mine[0] && scanOf.get(mine[0].scanId)
        if (!scan) return null
        try {
          const slices = mine.map((row) => toTaken(scan.scans, row))
          const credentials = await openCredentials(app, scan.scans, scan.connections)
          return { accountId: mine[0]?.accountId ?? "", credentials, slices }
        } catch (error) {
          return error as Error
        }
      }),
    )
  },
)

type SliceRow = typeof scanSlices.$inferSelect & { isBlank: boolean; wasRead: boolean }

const NO_COUNTS = { found: 0, created: 0, updated: 0, changed: 0, removed: 0, errors: 0, awsCalls: 0, retries: 0 }

/**
 * Whether nothing of a slice is stored. What another scan stores at this moment may be missed: it is compared when it is
 * met. As `exists`, PostgreSQL might read the whole table for it.
 */
const isBlank = sql<boolean>`(select true from resources r where r.account_id = scan_slices.account_id
  and r.type = scan_slices.type and r.slice_region = scan_slices.region limit 1) is null`

/** Whether the slice was read to its end before. */
const wasRead = sql<boolean>`coalesce((select sl.verified_at is not null from slices sl
  where sl.account_id = scan_slices.account_id and sl.type = scan_slices.type and sl.region = scan_slices.region), false)`

/** Locks the slices and then their scans, each in the order of their ids, as everybody does who changes several slices. */
const inOrder = (sliceIds: readonly string[]) => sql`(
  with asked as materialized (
    select id, scan_id from scan_slices where id = any(${arrayLiteral(sliceIds)}::uuid[]) order by id for update
  ),
  locked as materialized (
    select id from scans where id in (select scan_id from asked) order by id for no key update
  )
  select asked.id from asked join locked on locked.id = asked.scan_id)`

function raiseAttempts(db: Db, sliceIds: readonly string[]): Promise<SliceRow[]> {
  return db
    .update(scanSlices)
    .set({
      ...NO_COUNTS,
      rowErrors: [],
      state: "running",
      attempt: sql`${scanSlices.attempt} + 1`,
      startedAt: sql`coalesce(${scanSlices.startedAt}, now())`,
    })
    .where(
      and(
        inArray(scanSlices.id, inOrder(sliceIds)),
        inArray(scanSlices.state, [...openSliceStates]),
        isNull(scanSlices.joinedSliceId),
      ),
    )
    .returning({ ...getTableColumns(scanSlices), isBlank, wasRead })
}

function toTaken({ homeRegion, hasTagIndex }: Scan, row: SliceRow): TakenSlice {
  const { id, attempt, scanId, accountId, region, isBlank, wasRead: wasReadBefore } = row
  const type = getResourceType(row.type)
  const slice = {
    ...{ id, attempt, scanId, accountId, region, isBlank, type: type.type },
    // What the type says of how rows are compared.
    ...{ volatile: type.volatile, passing: type.passing ?? [], learned: type.learned, revision: revisionOf(type) },
    sealedProperty: type.sealed?.property ?? null,
    isReported: type.isReported ?? false,
  }
  const wasEmpty = isBlank && wasReadBefore
  return { slice, type, wasEmpty, region: region === "global" ? homeRegion : region, homeRegion, hasTagIndex }
}

/** The resources of a slice, including removed ones. */
export const ofSlice = ({ accountId, type, region }: Pick<HeldSlice, "accountId" | "type" | "region">) =>
  and(eq(resources.accountId, accountId), eq(resources.type, type), eq(resources.sliceRegion, region))

/** Returns the keys that are still valid: the slice was not cancelled, and no other worker has taken it. */
export async function findHeldSlices(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const mine = keys.map((key) => {
    const [id = "", attempt] = key.split(" ")
    return { id, attempt: Number(attempt) }
  })
  const rows = await db.execute<{ id: string; attempt: number }>(sql`
    select s.id, s.attempt from ${heldRows(mine)}
    join scan_slices s on s.id = held.id and s.attempt = held.attempt and s.state = 'running'`)
  return new Set(rows.map(holdKey))
}
