import { randomUUID } from "node:crypto"
import { and, eq, isNull, sql } from "drizzle-orm"
import { whyUnreached } from "@/lib/access/unreached"
import { CONNECT_ATTEMPTS, getIdentity, listEnabledRegions } from "@/lib/aws/account"
import type { CredentialSource } from "@/lib/aws/credentials"
import type { AwsFailure } from "@/lib/aws/failure"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { openAwsSession } from "@/lib/aws/session"
import { hasTagIndex } from "@/lib/aws/tag-index"
import type { AwsSettings } from "@/lib/config"
import type { App } from "@/lib/context"
import { type Db, type Queryable, transact } from "@/lib/db/client"
import { connections, type ScanWarning, type SlicePlace, scanSlices, scans } from "@/lib/db/schema"
import { enqueue, highestWaiting } from "@/lib/jobs/enqueue"
import type { GivenUp, JobHandler } from "@/lib/jobs/kind"
import { openCredentials } from "@/lib/scans/credentials"
import type { PlanPayload } from "@/lib/scans/plan/job"
import { findLeaders } from "@/lib/scans/plan/leaders"
import { recordLeftOut } from "@/lib/scans/plan/left-out"
import { planOrganisation } from "@/lib/scans/plan/plan-organisation"
import { endScansIfDone, recordEnd, refreshParent, refused } from "@/lib/scans/run/end-scan"
import { groupSlices, slicesJob } from "@/lib/scans/run/job"

type Scan = typeof scans.$inferSelect

/** How many slices or jobs one statement records. */
const PAGE = 500

export const planHandler: JobHandler<PlanPayload> = {
  run: (app, { scanId }) => planScan(app, scanId),
  giveUp: ({ db }, { scanId }, why) =>
    transact(db, async (tx) => {
      // The listing of an organisation's accounts has the id of its scan.
      await tx.execute(sql`update discoveries set state = 'failed', error_code = 'JobFailed', error_message = ${why.error},
        ended_at = now() where id = ${scanId} and ended_at is null`)
      await recordEnd(tx, scanId, givenUp(why))
    }),
}

/** Does nothing if the scan is already planned or has ended. A failure to connect ends the scan and says why. */
async function planScan(app: App, scanId: string): Promise<"ended"> {
  const { db, config } = app
  const [scan] = await db.select().from(scans).where(eq(scans.id, scanId))
  if (scan?.state !== "queued") return "ended"
  if (scan.isOrganisation) await planOrganisation(app, scan)
  else {
    const connected = await connect(config.aws, scan, () => openCredentials(app, scan))
    if ("kind" in connected) await transact(db, (tx) => recordEnd(tx, scan.id, refused(connected)))
    else await recordPlan(db, scan, connected)
  }
  return "ended"
}

/** A connection whose account is not known yet, or whose keys were replaced. */
const isNewAccount = (id: string) => and(eq(connections.id, id), isNull(connections.accountId))

interface Plan {
  accountId: string
  places: SlicePlace[]
  warnings: ScanWarning[]
  hasTagIndex: boolean
}

/** Makes all AWS calls of the planning, and nothing else: what fails here is AWS's failure, not the database's. */
async function connect(
  settings: AwsSettings,
  scan: Scan,
  open: () => Promise<CredentialSource>,
): Promise<Plan | AwsFailure> {
  try {
    const session = scan.accountId ? { accountId: scan.accountId } : {}
    const aws = openAwsSession(settings, await open(), { ...session, maxAttempts: CONNECT_ATTEMPTS })
    const { accountId } = await getIdentity(aws, scan.homeRegion)
    if (scan.accountId && scan.accountId !== accountId) return otherAccount(scan.accountId, accountId)
    const { places, warnings } = await choosePlaces(scan, () => listEnabledRegions(aws, scan.homeRegion))
    const wantsTags = places.some(({ type }) => getResourceType(type).usesTagIndex)
    return { accountId, places, warnings, hasTagIndex: wantsTags && (await hasTagIndex(aws, scan.homeRegion)) }
  } catch (error) {
    return whyUnreached(error, scan.connectionId ? "sts:AssumeRole" : null)
  }
}

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
    if (scan.connectionId && !scan.parentId)
      await tx.update(connections).set({ accountId: plan.accountId }).where(isNewAccount(scan.connectionId))
    // First, since it locks the account's open slices, and whoever closes one locks it before anything else.
    const leaders = await findLeaders(tx, plan.accountId)
    await recordLeftOut(tx, scan, plan.accountId, places, plan.warnings.length === 0)
    if (places.length === 0) return endScansIfDone(tx, [scan.id])
    await recordSlices(tx, scan, plan.accountId, places, leaders)
    if (scan.parentId) await refreshParent(tx, scan.parentId)
  })
}

/** Records the slices page by page, and adds their jobs, each with its turn among those of other scans. */
async function recordSlices(
  tx: Queryable,
  scan: Scan,
  accountId: string,
  places: SlicePlace[],
  leaders: Awaited<ReturnType<typeof findLeaders>>,
): Promise<void> {
  const planned = places.map((place) => ({
    ...{ ...place, id: randomUUID(), scanId: scan.id, accountId },
    joinedSliceId: leaders.get(`${place.type} ${place.region}`) ?? null,
  }))
  for (let start = 0; start < planned.length; start += PAGE)
    await tx.insert(scanSlices).values(planned.slice(start, start + PAGE))
  // Where the waiting jobs of other scans are: this scan neither goes before all of them nor waits for all of them.
  const first = -((await highestWaiting(tx, 0)) ?? 0)
  const groups = groupSlices(planned.filter(({ joinedSliceId }) => joinedSliceId === null))
  for (let start = 0; start < groups.length; start += PAGE) {
    const jobs = groups.slice(start, start + PAGE).map((sliceIds, index) => ({ sliceIds, turn: first + start + index }))
    await enqueue(tx, slicesJob, jobs)
  }
}

/** What failed in one account cannot be retried with the keys of another one. */
const otherAccount = (expected: string, actual: string): AwsFailure => ({
  kind: "credentials",
  code: "OtherAccount",
  message: `These keys belong to account ${actual}. Use keys of account ${expected}, whose scan is to be retried.`,
  missingPermission: null,
})

function givenUp({ how, error }: GivenUp) {
  const errorMessage =
    how === "crashed"
      ? "The worker crashed repeatedly while it planned this scan. See the worker's log."
      : `Planning this scan failed repeatedly. The last error: ${error}`
  const errorCode = how === "crashed" ? "WorkerLost" : "PlanningFailed"
  return { state: "failed" as const, failedAt: "slices" as const, errorCode, errorMessage }
}
