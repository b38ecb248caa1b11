import { randomUUID } from "node:crypto"
import { and, eq, inArray, sql } from "drizzle-orm"
import { type ConnectionRow, loadConnection } from "@/lib/access/credentials"
import { discoverNow } from "@/lib/access/organisation/discover"
import { listExcluded, listIncluded } from "@/lib/access/organisation/included"
import { namesOfUnverified } from "@/lib/access/organisation/store"
import { notComplete } from "@/lib/access/unreached"
import { markUnverified } from "@/lib/access/unverified"
import type { AwsFailure } from "@/lib/aws/failure"
import type { App } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { type ScanWarning, scans } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { enqueue } from "@/lib/jobs/enqueue"
import { nameSome } from "@/lib/scans/name-some"
import { connectionPlanJob } from "@/lib/scans/plan/job"
import { LEFT_OUT } from "@/lib/scans/plan/left-out"
import { findWhatFailed } from "@/lib/scans/retry"
import { recordEnd, refreshParent, refused } from "@/lib/scans/run/end-scan"

type Scan = typeof scans.$inferSelect
type Part = Pick<Scan, "accountId"> & Partial<Pick<Scan, "resourceTypes" | "regions" | "onlySlices" | "retryOf">>

/** How many accounts one statement records. */
const PAGE = 100

/**
 * Plans the scan of an organisation: lists its accounts anew, so that new ones join, and queues one scan for each. If the
 * list cannot be read, the accounts that are known are scanned all the same, and the scan says so.
 */
export async function planOrganisation(app: App, scan: Scan): Promise<void> {
  if (!scan.connectionId) return transact(app.db, (tx) => recordEnd(tx, scan.id, refused(gone)))
  const connection = await loadConnection(app.db, scan.connectionId)
  // A scan that failed before it had parts is repeated from the start.
  const repeated = scan.retryOf && (await hasParts(app.db, scan.retryOf)) ? scan.retryOf : null
  const failure = repeated ? null : await discoverNow(app, connection, scan.requestedBy, scan.id)
  await transact(app.db, async (tx) => {
    const [planned] = await tx
      .update(scans)
      .set({ state: "running", startedAt: sql`now()`, touchedAt: sql`now()`, warnings: warningsOf(failure) })
      .where(and(eq(scans.id, scan.id), eq(scans.state, "queued")))
      .returning({ id: scans.id })
    // The scan was cancelled, or another worker planned it, in the meantime.
    if (!planned) return
    if (!repeated) await leaveOut(tx, scan.id, connection)
    let parts = 0
    for await (const page of repeated ? failedParts(tx, repeated) : memberPages()) {
      await recordParts(tx, scan, page)
      parts += page.length
    }
    if (parts > 0) await refreshParent(tx, scan.id)
    else await recordEnd(tx, scan.id, refused(failure ?? nobody))

    async function* memberPages(): AsyncGenerator<Part[]> {
      for (let after = ""; ; ) {
        const ids = await listIncluded(tx, connection, after, PAGE)
        if (ids.length > 0) yield ids.map((accountId) => ({ accountId }))
        after = ids.at(-1) ?? ""
        if (ids.length < PAGE) return
      }
    }
  })
}

const hasParts = async (db: Queryable, scanId: string): Promise<boolean> =>
  (await db.select({ id: scans.id }).from(scans).where(eq(scans.parentId, scanId)).limit(1)).length > 0

/** The parts of an earlier scan that were not read completely. */
async function* failedParts(tx: Queryable, retryOf: string): AsyncGenerator<Part[]> {
  const failed = await tx
    .select({ id: scans.id })
    .from(scans)
    .where(and(eq(scans.parentId, retryOf), inArray(scans.state, ["partial", "failed", "cancelled"])))
    .orderBy(scans.accountId)
  for (const { id } of failed) {
    try {
      yield [await findWhatFailed(tx, id)]
    } catch (error) {
      // A part that was partial for a warning alone has no slice to repeat.
      if (!(error instanceof AppError)) throw error
    }
  }
}

async function recordParts(tx: Queryable, scan: Scan, page: readonly Part[]): Promise<void> {
  const { requestedBy, homeRegion, resourceTypes, regions, connectionId, connectionName } = scan
  const parts = page.map((part) => ({
    ...{ resourceTypes, regions, requestedBy, homeRegion, parentId: scan.id },
    ...part,
    ...{ connectionId, connectionName },
    id: randomUUID(),
  }))
  await tx.insert(scans).values(parts)
  const jobs = parts.map(({ id }) => ({ scanId: id, isPart: true }))
  await enqueue(tx, connectionPlanJob, jobs)
}

/** What is known of accounts that are not scanned any more becomes unverified, and the scan says so once. */
async function leaveOut(tx: Queryable, scanId: string, connection: ConnectionRow): Promise<void> {
  const excluded = await listExcluded(tx, connection)
  await markUnverified(tx, connection.id, excluded)
  const left = await namesOfUnverified(tx, { connectionId: connection.id, scanId }, excluded)
  if (left.length === 0) return
  const message = `No longer scanned: ${nameSome(left)}. What is known of ${left.length === 1 ? "it" : "them"} is kept, unverified.`
  const warning: ScanWarning = { code: LEFT_OUT, message, missing_permission: null }
  await tx
    .update(scans)
    .set({ warnings: sql`${scans.warnings} || ${JSON.stringify([warning])}::jsonb` })
    .where(eq(scans.id, scanId))
}

function warningsOf(failure: AwsFailure | null): ScanWarning[] {
  if (!failure) return []
  const message = `The organisation's accounts could not be listed anew, so those known before were scanned. ${failure.message}`
  return [{ code: failure.code, message, missing_permission: failure.missingPermission }]
}

const nobody: AwsFailure = {
  kind: "account",
  code: "NoAccounts",
  message: "No active account of the organisation is included. Include accounts on the connection's page.",
  missingPermission: null,
}

const gone = notComplete("The connection of this scan was deleted.")
