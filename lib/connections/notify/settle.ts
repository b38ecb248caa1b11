import { and, asc, eq, isNotNull, isNull, sql } from "drizzle-orm"
import { type NotifiedEvent, toPayload } from "@/lib/connections/notify/events"
import type { App } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { connections, savedViews, scans, webhookDeliveries, webhooks } from "@/lib/db/schema"
import { orNull } from "@/lib/errors"
import { countMatchedChanges } from "@/lib/inventory/read/matched-changes"

type Scan = typeof scans.$inferSelect
type Webhook = typeof webhooks.$inferSelect

/** So many failed runs in a row, and a connection needs attention. */
const FAILED_RUNS = 3
const MOST_A_TURN = 500

/**
 * Settles the scans that have ended: their connection's health, and what webhooks are told. All of it is recorded in one
 * transaction with the fact that the scan is settled, so that nothing is told twice or lost.
 * @returns how many scans were settled.
 */
export async function settleEndedScans(app: App, now = new Date()): Promise<number> {
  let settled = 0
  while (settled < MOST_A_TURN && (await transact(app.db, (tx) => settleOne(app, tx, now)))) settled++
  return settled
}

async function settleOne(app: App, tx: Queryable, now: Date): Promise<boolean> {
  const [scan] = await tx
    .select()
    .from(scans)
    .where(and(isNotNull(scans.endedAt), isNull(scans.settledAt)))
    .orderBy(asc(scans.endedAt))
    .limit(1)
    .for("no key update", { skipLocked: true })
  if (!scan) return false
  await tx.update(scans).set({ settledAt: now }).where(eq(scans.id, scan.id))
  // The parts of an organisation's scan are told with the whole.
  if (scan.parentId) return true
  const isFailing = scan.connectionId ? await updateHealth(tx, scan, now) : false
  const listeners = await tx.select().from(webhooks).where(eq(webhooks.isEnabled, true))
  for (const webhook of listeners) {
    for (const event of await eventsFor(app, tx, webhook, scan, isFailing, now))
      await queueDelivery(tx, webhook.id, event)
  }
  return true
}

/** Queues a message; it is sent as soon as somebody delivers. */
export async function queueDelivery(tx: Queryable, webhookId: string, event: NotifiedEvent): Promise<string> {
  const [row] = await tx
    .insert(webhookDeliveries)
    .values({ webhookId, event: event.type, payload: toPayload(event), nextAttemptAt: event.at })
    .returning({ id: webhookDeliveries.id })
  if (!row) throw new Error("The delivery was not stored")
  return row.id
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

async function eventsFor(
  app: App,
  tx: Queryable,
  webhook: Webhook,
  scan: Scan,
  isFailing: boolean,
  at: Date,
): Promise<NotifiedEvent[]> {
  const base = app.config.publicUrl ?? `http://localhost:${app.config.port}`
  const facts = await describe(tx, scan)
  const url = `${base.replace(/\/$/, "")}/scans/${scan.id}`
  const wants = (event: string) => webhook.events.includes(event)
  const events: NotifiedEvent[] = []
  const told = scan.state === "failed" || scan.state === "partial" ? (`scan.${scan.state}` as const) : null
  if (told && wants(told))
    events.push({ type: told, at, url, text: `${facts.line} ${facts.reason}`.trim(), data: facts.data })
  if (isFailing && wants("connection.failing")) {
    const text =
      `The connection ${facts.name} needs attention: its last ${FAILED_RUNS} runs failed. ${facts.reason}`.trim()
    events.push({
      type: "connection.failing",
      at,
      url: `${base}/connections/${scan.connectionId}`,
      text,
      data: facts.data,
    })
  }
  if (wants("view.matched")) events.push(...(await matchesOf(app, tx, webhook, scan, { at, base, data: facts.data })))
  return events
}

async function describe(tx: Queryable, scan: Scan) {
  const [connection] = scan.connectionId
    ? await tx.select({ name: connections.name }).from(connections).where(eq(connections.id, scan.connectionId))
    : []
  const name = connection?.name ?? scan.accountId ?? "an account"
  const word = scan.state === "partial" ? "is partial" : "failed"
  const parts =
    scan.slicesTotal > 0 ? `: ${scan.slicesIncomplete} of ${scan.slicesTotal} slices were not read completely.` : "."
  const reason = scan.errorMessage ?? scan.sliceErrors[0]?.message ?? scan.warnings[0]?.message ?? ""
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

/** One message for each view that a scan's changes match, with numbers. */
async function matchesOf(
  app: App,
  tx: Queryable,
  webhook: Webhook,
  scan: Scan,
  { at, base, data }: { at: Date; base: string; data: Record<string, unknown> },
): Promise<NotifiedEvent[]> {
  if (scan.created + scan.changed + scan.removed + scan.updated === 0) return []
  const ctx = { ...app, actor: { kind: "system", name: "notifications" } as const }
  const events: NotifiedEvent[] = []
  for (const viewId of webhook.viewIds) {
    const [view] = await tx.select().from(savedViews).where(eq(savedViews.id, viewId))
    // A view that takes too long to ask for must not hold up what else is told.
    const counts = view && (await orNull(countMatchedChanges(ctx, view.q, scan.id)))
    if (!view || !counts) continue
    const { appeared, changed, removed, returned } = counts
    if (appeared + changed + removed + returned === 0) continue
    const numbers = Object.entries({ appeared: appeared + returned, changed, went: removed })
    const said = numbers.flatMap(([word, count]) => (count > 0 ? `${count} ${word}` : [])).join(", ")
    const url = `${base.replace(/\/$/, "")}/resources?view=${viewId}`
    const what = { view_id: viewId, view_name: view.name, appeared, changed, removed, returned }
    events.push({ type: "view.matched", at, url, text: `${view.name}: ${said}.`, data: { ...data, ...what } })
  }
  return events
}
