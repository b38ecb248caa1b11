import { randomUUID } from "node:crypto"
import { and, asc, eq, isNotNull, isNull, notInArray, sql } from "drizzle-orm"
import { linkTo, type NotifiedEvent, toPayload } from "@/lib/connections/notify/events"
import { matchJob } from "@/lib/connections/notify/match-job"
import type { App } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { accounts, connections, scans, webhookDeliveries, webhooks } from "@/lib/db/schema"
import { describeError } from "@/lib/errors"
import { enqueue } from "@/lib/jobs/enqueue"

type Scan = typeof scans.$inferSelect

/** So many failed runs in a row, and a connection needs attention. */
const FAILED_RUNS = 3
const MOST_A_TURN = 500
/** How many accounts of an organisation a message names. */
const MAX_NAMED = 5

/**
 * Settles the scans that have ended: their connection's health, and what webhooks are told. All of it is recorded in one
 * transaction with the fact that the scan is settled, so that nothing is told twice or lost.
 * @returns how many scans were settled.
 */
export async function settleEndedScans(app: App, now = new Date()): Promise<number> {
  let settled = 0
  const broken: string[] = []
  while (settled < MOST_A_TURN) {
    const scanId = await findUnsettled(app.db, broken)
    if (!scanId) break
    try {
      await transact(app.db, (tx) => settleOne(app, tx, scanId, now))
      settled++
    } catch (error) {
      // The others are not held up by it.
      broken.push(scanId)
      console.error(`The end of scan ${scanId} could not be settled: ${describeError(error)}`)
    }
  }
  return settled
}

async function findUnsettled(db: Queryable, but: readonly string[]): Promise<string | null> {
  const [scan] = await db
    .select({ id: scans.id })
    .from(scans)
    .where(and(isNotNull(scans.endedAt), isNull(scans.settledAt), notInArray(scans.id, [...but])))
    .orderBy(asc(scans.endedAt))
    .limit(1)
  return scan?.id ?? null
}

async function settleOne(app: App, tx: Queryable, scanId: string, now: Date): Promise<void> {
  const [scan] = await tx
    .update(scans)
    .set({ settledAt: now })
    .where(and(eq(scans.id, scanId), isNull(scans.settledAt)))
    .returning()
  // Another process settled it, or it is a part of an organisation's scan, which is told with the whole.
  if (!scan || scan.parentId) return
  const isFailing = scan.connectionId ? await updateHealth(tx, scan, now) : false
  const listeners = await tx.select().from(webhooks).where(eq(webhooks.isEnabled, true))
  if (listeners.length === 0) return
  for (const event of await eventsOf(app, tx, scan, isFailing, now))
    for (const { id, events } of listeners) if (events.includes(event.type)) await queueDelivery(tx, id, event)
  const hasChanges = scan.created + scan.updated + scan.changed + scan.removed > 0
  if (hasChanges && listeners.some(({ viewIds }) => viewIds.length > 0)) await enqueue(tx, matchJob, [{ scanId }])
}

/** Queues a message; it is sent as soon as somebody delivers. @param id known beforehand where it may be queued twice. */
export async function queueDelivery(
  tx: Queryable,
  webhookId: string,
  event: NotifiedEvent,
  id: string = randomUUID(),
  nextAttemptAt = event.at,
): Promise<string> {
  await tx
    .insert(webhookDeliveries)
    .values({ id, webhookId, event: event.type, payload: toPayload(event), nextAttemptAt })
    .onConflictDoNothing()
  return id
}

/** Counts failed runs in a row. @returns whether this one is why the connection needs attention. */
async function updateHealth(tx: Queryable, { connectionId, state }: Scan, now: Date): Promise<boolean> {
  if (!connectionId || state === "cancelled") return false
  const isThisOne = eq(connections.id, connectionId)
  if (state !== "failed") {
    const isIll = sql`${connections.failedRuns} > 0`
    await tx.update(connections).set({ failedRuns: 0, failingSince: null }).where(and(isThisOne, isIll))
    return false
  }
  const [row] = await tx
    .update(connections)
    .set({
      failedRuns: sql`${connections.failedRuns} + 1`,
      failingSince: sql`case when ${connections.failedRuns} + 1 >= ${FAILED_RUNS}
        then coalesce(${connections.failingSince}, ${now.toISOString()}::timestamptz) end`,
    })
    .where(isThisOne)
    .returning({ failedRuns: connections.failedRuns })
  return row?.failedRuns === FAILED_RUNS
}

/** What the end of a scan tells; nothing for a scan that went well. */
async function eventsOf(app: App, tx: Queryable, scan: Scan, isFailing: boolean, at: Date): Promise<NotifiedEvent[]> {
  const isTold = scan.state === "failed" || scan.state === "partial"
  if (!isTold && !isFailing) return []
  const { line, name, reason, data } = await describeScan(tx, scan)
  const events: NotifiedEvent[] = []
  if (isTold) {
    const url = linkTo(app.config, `/scans/${scan.id}`)
    events.push({ type: `scan.${scan.state as "failed" | "partial"}`, at, url, text: `${line} ${reason}`.trim(), data })
  }
  if (isFailing) {
    const url = linkTo(app.config, `/connections/${scan.connectionId}`)
    const text = `The connection ${name} needs attention: its last ${FAILED_RUNS} runs failed. ${reason}`.trim()
    events.push({ type: "connection.failing", at, url, text, data })
  }
  return events
}

/** What a scan was, in words and as data. */
export async function describeScan(tx: Queryable, scan: Scan) {
  const [connection] = scan.connectionId
    ? await tx.select({ name: connections.name }).from(connections).where(eq(connections.id, scan.connectionId))
    : []
  const name = connection?.name ?? scan.accountId ?? "an account"
  const word = scan.state === "partial" ? "is partial" : "failed"
  const lost = scan.isOrganisation ? await describeLostParts(tx, scan.id) : null
  const parts =
    scan.slicesTotal > 0 ? `: ${scan.slicesIncomplete} of ${scan.slicesTotal} slices were not read completely.` : "."
  const reason = lost ?? scan.errorMessage ?? scan.sliceErrors[0]?.message ?? scan.warnings[0]?.message ?? ""
  return {
    name,
    line: `The scan of ${name} ${word}${parts}`,
    reason,
    data: {
      scan_id: scan.id,
      state: scan.state,
      connection_id: scan.connectionId,
      connection_name: connection?.name ?? null,
      account_id: scan.accountId,
      requested_by: scan.requestedBy,
      slices_total: scan.slicesTotal,
      slices_incomplete: scan.slicesIncomplete,
      resources_found: scan.found,
      reason: reason || null,
    },
  }
}

/** The accounts of an organisation that were not read completely; null if that is not why. */
async function describeLostParts(tx: Queryable, scanId: string): Promise<string | null> {
  const parts = await tx
    .select({ scan: scans, name: accounts.name })
    .from(scans)
    .leftJoin(accounts, eq(accounts.accountId, scans.accountId))
    .where(eq(scans.parentId, scanId))
    .orderBy(scans.accountId)
  const lost = parts.filter(({ scan }) => scan.state !== "success")
  if (lost.length === 0) return null
  const named = lost.slice(0, MAX_NAMED).map(({ scan, name }) => {
    const why = scan.errorMessage ?? scan.sliceErrors[0]?.message ?? scan.warnings[0]?.message ?? "It was cancelled."
    return `${name ?? "Account"} (${scan.accountId}): ${why}`
  })
  const more = lost.length > named.length ? ` And ${lost.length - named.length} more.` : ""
  return `${lost.length} of ${parts.length} accounts were not scanned completely. ${named.join(" ")}${more}`
}
