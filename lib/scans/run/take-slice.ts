import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import type { CredentialSource } from "@/lib/aws/credentials"
import { type ResourceType, revisionOf } from "@/lib/aws/resource-types/define"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { resources, scanSlices, scans } from "@/lib/db/schema"
import { openSliceStates } from "@/lib/db/states"
import type { HeldSlice } from "@/lib/inventory/write/held-slice"
import { openCredentials } from "@/lib/scans/credentials"

export interface TakenSlice {
  slice: HeldSlice
  type: ResourceType
  /** The region to call: the slice's own, or the scan's home region for a global type. */
  region: string
  homeRegion: string
  hasTagIndex: boolean
  credentials: CredentialSource
  /** Nothing of the slice is stored, not even a removed resource. */
  isBlank: boolean
}

/**
 * Takes a slice under a new attempt number, so that no earlier worker can write any more.
 * @returns null if there is nothing left to do.
 */
export async function takeSlice(app: App, sliceId: string): Promise<TakenSlice | null> {
  const { db } = app
  const counts = { found: 0, created: 0, updated: 0, changed: 0, removed: 0, errors: 0, awsCalls: 0, retries: 0 }
  const [row] = await db
    .update(scanSlices)
    .set({
      ...counts,
      rowErrors: [],
      state: "running",
      attempt: sql`${scanSlices.attempt} + 1`,
      startedAt: sql`coalesce(${scanSlices.startedAt}, now())`,
    })
    .where(
      and(
        eq(scanSlices.id, sliceId),
        inArray(scanSlices.state, [...openSliceStates]),
        isNull(scanSlices.joinedSliceId),
      ),
    )
    .returning()
  if (!row) return null
  const [scan] = await db.select().from(scans).where(eq(scans.id, row.scanId))
  if (scan?.state !== "running") return null
  const type = getResourceType(row.type)
  const { id, attempt, scanId, accountId, region } = row
  const held = { id, attempt, scanId, accountId, region }
  const slice = heldOf(type, held)
  return {
    slice,
    type,
    region: region === "global" ? scan.homeRegion : region,
    homeRegion: scan.homeRegion,
    hasTagIndex: scan.hasTagIndex,
    credentials: await openCredentials(app, scan),
    isBlank: await isBlank(db, slice),
  }
}

type Held = Pick<HeldSlice, "id" | "attempt" | "scanId" | "accountId" | "region">

/** A slice with what its type says of how rows are compared. */
const heldOf = (type: ResourceType, held: Held): HeldSlice => ({
  ...held,
  type: type.type,
  ...{ volatile: type.volatile, learned: type.learned, revision: revisionOf(type) },
  sealedProperty: type.sealed?.property ?? null,
})

async function isBlank(db: Db, slice: HeldSlice): Promise<boolean> {
  const known = db.select({ id: resources.id }).from(resources).where(ofSlice(slice))
  return (await known.limit(1)).length === 0
}

/** The resources of a slice, including removed ones. */
export const ofSlice = ({ accountId, type, region }: Pick<HeldSlice, "accountId" | "type" | "region">) =>
  and(eq(resources.accountId, accountId), eq(resources.type, type), eq(resources.sliceRegion, region))

/** The key for what a worker holds: a slice, under the worker's attempt. */
export const holdKey = ({ id, attempt }: Pick<HeldSlice, "id" | "attempt">): string => `${id} ${attempt}`

/** Returns the keys that are still valid: the slice was not cancelled, and no other worker has taken it. */
export async function findHeldSlices(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const mine = keys.map((key) => {
    const [id, attempt] = key.split(" ")
    return { id, attempt: Number(attempt) }
  })
  const rows = await db.execute<{ id: string; attempt: number }>(sql`
    select s.id, s.attempt from jsonb_to_recordset(${JSON.stringify(mine)}::jsonb) as m(id uuid, attempt int)
    join scan_slices s on s.id = m.id and s.attempt = m.attempt and s.state = 'running'`)
  return new Set(rows.map(holdKey))
}
