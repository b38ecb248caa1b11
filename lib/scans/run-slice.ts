import { and, eq, inArray, isNull, sql } from "drizzle-orm"
import { CallBucket } from "@/lib/aws/call-bucket"
import { type AwsFailure, toSliceFailure } from "@/lib/aws/failure"
import { partitionOf } from "@/lib/aws/regions"
import type { ResourceType } from "@/lib/aws/resource-types/define"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { isServiceAbsent } from "@/lib/aws/service-absence"
import { openAwsSession } from "@/lib/aws/session"
import type { Db } from "@/lib/db/client"
import { resources, scanSlices, scans } from "@/lib/db/schema"
import { readEnv } from "@/lib/env"
import { identify } from "@/lib/inventory/identity"
import { type PageOwner, SliceLostError, writePage } from "@/lib/inventory/write-page"
import { closeSlice } from "@/lib/scans/close-slice"
import { inBatches, ListingError, listing } from "@/lib/scans/pages"
import { credentialsOf } from "@/lib/scans/start"

/** More beside each other make PostgreSQL slower, not faster (BENCHMARKS.md). */
export const STORED_AT_ONCE = 3

/** Over all of the process's slices. */
const storing = new CallBucket(STORED_AT_ONCE)

/** `ended`: there is nothing left to do. `lost`: it was cancelled, or another worker holds it now, and its job with it. */
export type SliceEnd = "ended" | "lost"

/**
 * Runs one slice: takes it, streams its pages into the inventory, and records its fate. Leaves no trace where the slice
 * has ended, was cancelled, or is taken over by another worker.
 * @param onTaken told the attempt under which this worker holds the slice.
 * @throws the database's errors: the job is then given back and the slice listed anew.
 */
export async function runSlice(
  db: Db,
  sliceId: string,
  cancelled: AbortSignal,
  onTaken: (attempt: number) => void,
): Promise<SliceEnd> {
  const taken = await takeSlice(db, sliceId)
  if (!taken) return "ended"
  const seconds = readEnv().SLICE_TIMEOUT_SECONDS
  const deadline = AbortSignal.timeout(seconds * 1000)
  const signal = AbortSignal.any([cancelled, deadline])
  onTaken(taken.owner.attempt)
  const { owner, type, region } = taken
  const aws = openAwsSession(taken.credentials, { accountId: owner.accountId })
  const warnings: AwsFailure[] = []
  const seen = new Set<string>()
  try {
    const place = {
      aws,
      signal,
      region,
      accountId: owner.accountId,
      partition: partitionOf(region),
      hasTagIndex: taken.hasTagIndex,
    }
    for await (const page of inBatches(listing(type, { ...place, warn: (failure) => warnings.push(failure) }))) {
      const fresh = identify(owner.accountId, owner.type, page).filter(({ id }) => addTo(seen, id))
      await storing.run(() => writePage(db, owner, fresh, aws), cancelled)
    }
    await closeSlice(db, owner, { cost: aws, seen, failure: null, warning: warnings[0] ?? null })
  } catch (error) {
    if (error instanceof SliceLostError || cancelled.aborted) return "lost"
    if (!(error instanceof ListingError) && !deadline.aborted) throw error
    if (!deadline.aborted && (await isNothingThere(db, owner, (error as Error).cause, region, taken.homeRegion))) {
      await closeSlice(db, owner, { cost: aws, seen, failure: null, warning: null })
      return "ended"
    }
    const isHome = region === taken.homeRegion
    const failure = deadline.aborted
      ? outOfTime(seconds, seen.size)
      : toSliceFailure((error as Error).cause, type.iamActions[0], isHome)
    await closeSlice(db, owner, { cost: aws, seen: null, failure, warning: null })
  }
  return "ended"
}

/** The service is not offered in this region, and we have never seen anything of it there: that is no error. */
async function isNothingThere(
  db: Db,
  { accountId, type, sliceRegion }: PageOwner,
  cause: unknown,
  region: string,
  homeRegion: string,
): Promise<boolean> {
  if (!(await isServiceAbsent(cause, region, homeRegion))) return false
  return (await db.$count(resources, and(storedOf(accountId, type, sliceRegion), isNull(resources.removedAt)))) === 0
}

/** One region that hangs must not hold up the others for ever. */
const outOfTime = (seconds: number, read: number): AwsFailure => ({
  kind: "unreachable",
  code: "Timeout",
  message: `AWS did not list it all within ${seconds} s; ${read} were read before that. Scan it again, or set SLICE_TIMEOUT_SECONDS.`,
  missingPermission: null,
})

interface TakenSlice {
  owner: PageOwner
  homeRegion: string
  hasTagIndex: boolean
  type: ResourceType
  /** Where calls go: the slice's region, or the scan's home region for a global type. */
  region: string
  credentials: ReturnType<typeof credentialsOf>
}

/** Takes the slice under a new attempt number, which shuts out whoever held it before. Null where there is nothing left to do. */
async function takeSlice(db: Db, sliceId: string): Promise<TakenSlice | null> {
  const reset = {
    found: 0,
    created: 0,
    updated: 0,
    changed: 0,
    removed: 0,
    errors: 0,
    awsCalls: 0,
    retries: 0,
    rowErrors: [],
  }
  const [slice] = await db
    .update(scanSlices)
    .set({
      ...reset,
      state: "running",
      attempt: sql`${scanSlices.attempt} + 1`,
      startedAt: sql`coalesce(${scanSlices.startedAt}, now())`,
    })
    .where(
      and(
        eq(scanSlices.id, sliceId),
        inArray(scanSlices.state, ["waiting", "running"]),
        isNull(scanSlices.joinedSliceId),
      ),
    )
    .returning()
  if (!slice) return null
  const [scan] = await db.select().from(scans).where(eq(scans.id, slice.scanId))
  if (scan?.state !== "running") return null
  const type = getResourceType(slice.type)
  const region = slice.region === "global" ? scan.homeRegion : slice.region
  return {
    type,
    region,
    homeRegion: scan.homeRegion,
    hasTagIndex: scan.hasTagIndex,
    credentials: credentialsOf(scan),
    owner: {
      sliceId,
      attempt: slice.attempt,
      scanId: scan.id,
      accountId: slice.accountId,
      type: slice.type,
      sliceRegion: slice.region,
      isBlank: await isBlank(db, slice),
      volatile: type.volatile,
    },
  }
}

/** Nothing of the slice is stored, neither present nor removed. */
async function isBlank(db: Db, { accountId, type, region }: typeof scanSlices.$inferSelect): Promise<boolean> {
  const known = db
    .select({ id: resources.id })
    .from(resources)
    .where(storedOf(accountId, type, region))
  return (await known.limit(1)).length === 0
}

const storedOf = (accountId: string, type: string, sliceRegion: string) =>
  and(eq(resources.accountId, accountId), eq(resources.type, type), eq(resources.sliceRegion, sliceRegion))

/** Whether the id is new: AWS may list a resource on two pages when the account changes in between. */
function addTo(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  return true
}
