import { createHash } from "node:crypto"
import { eq } from "drizzle-orm"
import { linkTo, type NotifiedEvent } from "@/lib/connections/notify/events"
import { describeScan, queueDelivery } from "@/lib/connections/notify/settle"
import type { App } from "@/lib/context"
import { savedViews, scans, webhooks } from "@/lib/db/schema"
import { AppError } from "@/lib/errors"
import { countMatchedChanges } from "@/lib/inventory/read/matched-changes"
import type { JobHandler } from "@/lib/jobs/kind"

type Scan = typeof scans.$inferSelect
type Webhook = typeof webhooks.$inferSelect

interface Matched {
  view_id: string
  view_name: string
  appeared: number
  changed: number
  removed: number
  returned: number
}

export const matchHandler: JobHandler<{ scanId: string }> = {
  async run(app, { scanId }) {
    const [scan] = await app.db.select().from(scans).where(eq(scans.id, scanId))
    if (scan) await tellMatches(app, scan)
    return "ended"
  },
  async giveUp(_, { scanId }, { error }) {
    console.error(`What scan ${scanId} changed in views could not be told: ${error}`)
  },
}

/** One message for each webhook, with the numbers of all its views. */
async function tellMatches(app: App, scan: Scan): Promise<void> {
  const listeners = (await app.db.select().from(webhooks).where(eq(webhooks.isEnabled, true))).filter(
    ({ events, viewIds }) => events.includes("view.matched") && viewIds.length > 0,
  )
  if (listeners.length === 0) return
  const { data } = await describeScan(app.db, scan)
  const known = new Map<string, Matched | null>()
  for (const webhook of listeners) {
    for (const id of webhook.viewIds) if (!known.has(id)) known.set(id, await matchesOf(app, id, scan.id))
    const views = webhook.viewIds.flatMap((id) => known.get(id) ?? [])
    if (views.length > 0) await tell(app, webhook, scan, data, views)
  }
}

async function matchesOf(app: App, viewId: string, scanId: string): Promise<Matched | null> {
  const [view] = await app.db.select().from(savedViews).where(eq(savedViews.id, viewId))
  if (!view) return null
  const ctx = { ...app, actor: { kind: "system", name: "notifications" } as const }
  try {
    const counts = await countMatchedChanges(ctx, view.q, scanId)
    const isNothing = !counts || Object.values(counts).every((count) => count === 0)
    return isNothing ? null : { view_id: viewId, view_name: view.name, ...counts }
  } catch (error) {
    // A view that takes too long to ask for, or is no longer right, must not hold up the others.
    if (!(error instanceof AppError)) throw error
    console.error(`The view ${view.name} could not be told: ${error.message}`)
    return null
  }
}

async function tell(
  app: App,
  webhook: Webhook,
  scan: Scan,
  facts: Record<string, unknown>,
  views: readonly Matched[],
): Promise<void> {
  const [first] = views
  const event: NotifiedEvent = {
    type: "view.matched",
    at: new Date(),
    text: views.map((view) => `${view.view_name}: ${inWords(view)}.`).join(" "),
    url: linkTo(app.config, views.length === 1 ? `/resources?view=${first?.view_id}` : `/scans/${scan.id}`),
    data: { ...facts, views },
  }
  // The same id at each try of this job, so that nobody is told twice.
  await queueDelivery(app.db, webhook.id, event, uuidOf(`${scan.id} ${webhook.id}`))
}

function inWords({ appeared, changed, removed, returned }: Matched): string {
  const numbers = { appeared: appeared + returned, changed, went: removed }
  return Object.entries(numbers)
    .flatMap(([word, count]) => (count > 0 ? `${count} ${word}` : []))
    .join(", ")
}

/** A UUID of version 8 (RFC 9562) from a text. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex")
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  )
}
