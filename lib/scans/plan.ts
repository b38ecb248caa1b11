import { and, eq } from "drizzle-orm"
import { type AwsFailure, toAwsFailure } from "@/lib/aws/failure"
import { getIdentity, listEnabledRegions } from "@/lib/aws/identity"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import { hasTagIndex } from "@/lib/aws/tag-index"
import { type Db, transact } from "@/lib/db/client"
import { type ScanWarning, type SlicePlace, scanSlices, scans } from "@/lib/db/schema"
import { findLeaders, sliceJob } from "@/lib/scans/join"
import { enqueue } from "@/lib/scans/queue"
import { credentialsOf } from "@/lib/scans/start"

/** Fewer than a slice's, so that wrong credentials or a dead network are told soon. */
const CONNECT_ATTEMPTS = 3

type Scan = typeof scans.$inferSelect

/**
 * Resolves the account and its regions, and queues one job a slice. Does nothing for a scan that is planned or ended already.
 * A failure to connect ends the scan and says why.
 */
export async function planScan(db: Db, scanId: string): Promise<void> {
  const [scan] = await db.select().from(scans).where(eq(scans.id, scanId))
  if (scan?.state !== "queued") return
  try {
    const aws = openAwsSession(credentialsOf(scan), { maxAttempts: CONNECT_ATTEMPTS })
    const { accountId } = await getIdentity(aws, scan.homeRegion)
    if (scan.accountId && scan.accountId !== accountId)
      return await recordRefusal(db, scan, otherAccount(scan.accountId, accountId))
    const { places, warnings } = await choosePlaces(scan, () => listEnabledRegions(aws, scan.homeRegion))
    const hasIndex =
      places.some(({ type }) => getResourceType(type).usesTagIndex) && (await hasTagIndex(aws, scan.homeRegion))
    await recordPlan(db, scan, { accountId, places, warnings, hasTagIndex: hasIndex })
  } catch (error) {
    const failure = toAwsFailure(error)
    if (failure.kind === "fault" && !hasStatus(error)) throw error
    await recordRefusal(db, scan, failure)
  }
}

/** One slice a regional type and region; one `global` slice a global type, whatever the regions. Pure. */
export function planSlices(types: readonly string[], regions: readonly string[]): SlicePlace[] {
  return types.flatMap((type) => {
    const places = getResourceType(type).scope === "global" ? ["global"] : regions
    return places.map((region) => ({ type, region }))
  })
}

/** What failed in one account cannot be retried with the keys of another. */
const otherAccount = (expected: string, actual: string): AwsFailure => ({
  kind: "credentials",
  code: "OtherAccount",
  message: `These keys belong to account ${actual}, and the scan to retry was of account ${expected}. Use that account's keys.`,
  missingPermission: null,
})

async function choosePlaces(
  scan: Scan,
  listEnabled: () => ReturnType<typeof listEnabledRegions>,
): Promise<{ places: SlicePlace[]; warnings: ScanWarning[] }> {
  if (scan.onlySlices) return { places: scan.onlySlices, warnings: [] }
  if (scan.regions[0] !== "*") return { places: planSlices(scan.resourceTypes, scan.regions), warnings: [] }
  const enabled = await listEnabled()
  if (enabled.regions) return { places: planSlices(scan.resourceTypes, enabled.regions), warnings: [] }
  const message = `The enabled regions could not be listed, so only ${scan.homeRegion} was scanned: this identity may not call ${enabled.missingPermission}.`
  const warnings = [{ code: "AccessDenied", message, missing_permission: enabled.missingPermission }]
  return { places: planSlices(scan.resourceTypes, [scan.homeRegion]), warnings }
}

interface Plan {
  accountId: string
  places: SlicePlace[]
  warnings: ScanWarning[]
  hasTagIndex: boolean
}

async function recordPlan(db: Db, scan: Scan, { places, ...plan }: Plan): Promise<void> {
  await transact(db, async (tx) => {
    const planned = await tx
      .update(scans)
      .set({ ...plan, state: "running", startedAt: new Date() })
      .where(and(eq(scans.id, scan.id), eq(scans.state, "queued")))
      .returning({ id: scans.id })
    // Cancelled, or planned by another worker, in the meantime.
    if (planned.length === 0) return
    const leaders = await findLeaders(tx, plan.accountId)
    const rows = await tx
      .insert(scanSlices)
      .values(
        places.map((place) => ({
          ...place,
          scanId: scan.id,
          accountId: plan.accountId,
          joinedSliceId: leaders.get(`${place.type} ${place.region}`) ?? null,
        })),
      )
      .returning({ id: scanSlices.id, type: scanSlices.type, joined: scanSlices.joinedSliceId })
    await enqueue(
      tx,
      rows.filter(({ joined }) => joined === null).map(({ id, type }) => sliceJob(id, type)),
    )
  })
}

async function recordRefusal(db: Db, scan: Scan, failure: AwsFailure): Promise<void> {
  await db
    .update(scans)
    .set({
      state: "failed",
      failedAt: failure.kind === "credentials" || failure.kind === "denied" ? "refused" : "unreachable",
      errorCode: failure.code,
      errorMessage: failure.message,
      endedAt: new Date(),
      sealedCredentials: null,
    })
    .where(and(eq(scans.id, scan.id), eq(scans.state, "queued")))
}

/** AWS answered: then it is AWS's failure. Without an answer it may be our own (the database's, say), which must not look like AWS's. */
const hasStatus = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode !== undefined
