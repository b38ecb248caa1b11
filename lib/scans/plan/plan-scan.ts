import { and, eq, sql } from "drizzle-orm"
import { CONNECT_ATTEMPTS, getIdentity, listEnabledRegions } from "@/lib/aws/account"
import type { AwsCredentials } from "@/lib/aws/credentials"
import { type AwsFailure, isRefusal, toAwsFailure } from "@/lib/aws/failure"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import { hasTagIndex } from "@/lib/aws/tag-index"
import type { AwsSettings } from "@/lib/config"
import type { App } from "@/lib/context"
import { type Db, transact } from "@/lib/db/client"
import { type ScanWarning, type SlicePlace, scanSlices, scans } from "@/lib/db/schema"
import { enqueue } from "@/lib/jobs/enqueue"
import type { GivenUp, JobHandler } from "@/lib/jobs/kind"
import { openCredentials } from "@/lib/scans/credentials"
import { findLeaders } from "@/lib/scans/plan/leaders"
import { endScanIfDone, recordEnd } from "@/lib/scans/run/end-scan"
import { sliceJob, toSliceJob } from "@/lib/scans/run/job"

type Scan = typeof scans.$inferSelect

export const planHandler: JobHandler<{ scanId: string }> = {
  run: (app, { scanId }) => planScan(app, scanId),
  giveUp: ({ db }, { scanId }, why) => recordEnd(db, scanId, givenUp(why)),
}

/** Does nothing if the scan is already planned or has ended. A failure to connect ends the scan and says why. */
async function planScan({ db, config }: App, scanId: string): Promise<"ended"> {
  const [scan] = await db.select().from(scans).where(eq(scans.id, scanId))
  if (scan?.state !== "queued") return "ended"
  const connected = await connect(config.aws, scan, openCredentials(config.encryptionKey, scan))
  if ("kind" in connected) await recordEnd(db, scan.id, refused(connected))
  else await recordPlan(db, scan, connected)
  return "ended"
}

interface Plan {
  accountId: string
  places: SlicePlace[]
  warnings: ScanWarning[]
  hasTagIndex: boolean
}

/** Makes all AWS calls of the planning, and nothing else: what fails here is AWS's failure, not the database's. */
async function connect(settings: AwsSettings, scan: Scan, credentials: AwsCredentials): Promise<Plan | AwsFailure> {
  try {
    const aws = openAwsSession(settings, credentials, { maxAttempts: CONNECT_ATTEMPTS })
    const { accountId } = await getIdentity(aws, scan.homeRegion)
    if (scan.accountId && scan.accountId !== accountId) return otherAccount(scan.accountId, accountId)
    const { places, warnings } = await choosePlaces(scan, () => listEnabledRegions(aws, scan.homeRegion))
    const wantsTags = places.some(({ type }) => getResourceType(type).usesTagIndex)
    return { accountId, places, warnings, hasTagIndex: wantsTags && (await hasTagIndex(aws, scan.homeRegion)) }
  } catch (error) {
    const failure = toAwsFailure(error)
    // Neither AWS's answer nor the network caused this error: it is our own fault.
    if (failure.kind === "fault" && !hasStatus(error)) throw error
    return failure
  }
}

const hasStatus = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode !== undefined

async function choosePlaces(
  scan: Scan,
  listEnabled: () => ReturnType<typeof listEnabledRegions>,
): Promise<Pick<Plan, "places" | "warnings">> {
  if (scan.onlySlices) return { places: scan.onlySlices, warnings: [] }
  if (scan.regions[0] !== "*") return { places: planSlices(scan.resourceTypes, scan.regions), warnings: [] }
  const enabled = await listEnabled()
  if (enabled.regions) return { places: planSlices(scan.resourceTypes, enabled.regions), warnings: [] }
  const message =
    `The enabled regions could not be listed, so only ${scan.homeRegion} was scanned: ` +
    `this identity may not call ${enabled.missingPermission}.`
  return {
    places: planSlices(scan.resourceTypes, [scan.homeRegion]),
    warnings: [{ code: "AccessDenied", message, missing_permission: enabled.missingPermission }],
  }
}

/** One slice for each regional type and region, and one `global` slice for a global type. Pure. */
export function planSlices(types: readonly string[], regions: readonly string[]): SlicePlace[] {
  return types.flatMap((type) => {
    const places = getResourceType(type).scope === "global" ? ["global"] : regions
    return places.map((region) => ({ type, region }))
  })
}

async function recordPlan(db: Db, scan: Scan, { places, ...plan }: Plan): Promise<void> {
  await transact(db, async (tx) => {
    const planned = await tx
      .update(scans)
      .set({ ...plan, state: "running", startedAt: sql`now()`, touchedAt: sql`now()` })
      .where(and(eq(scans.id, scan.id), eq(scans.state, "queued")))
      .returning({ id: scans.id })
    // The scan was cancelled, or another worker planned it, in the meantime.
    if (planned.length === 0) return
    if (places.length === 0) return endScanIfDone(tx, scan.id)
    const leaders = await findLeaders(tx, plan.accountId)
    const slices = await tx
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
    await enqueue(tx, sliceJob, slices.filter(({ joined }) => joined === null).map(toSliceJob))
  })
}

/** What failed in one account cannot be retried with the keys of another one. */
const otherAccount = (expected: string, actual: string): AwsFailure => ({
  kind: "credentials",
  code: "OtherAccount",
  message: `These keys belong to account ${actual}. Use keys of account ${expected}, whose scan is to be retried.`,
  missingPermission: null,
})

function refused({ kind, code, message }: AwsFailure) {
  const failedAt = isRefusal(kind) ? ("refused" as const) : ("unreachable" as const)
  return { state: "failed" as const, failedAt, errorCode: code, errorMessage: message }
}

function givenUp({ how, error }: GivenUp) {
  const errorMessage =
    how === "crashed"
      ? "The worker crashed repeatedly while it planned this scan. See the worker's log."
      : `Planning this scan failed repeatedly. The last error: ${error}`
  const errorCode = how === "crashed" ? "WorkerLost" : "PlanningFailed"
  return { state: "failed" as const, failedAt: "slices" as const, errorCode, errorMessage }
}
