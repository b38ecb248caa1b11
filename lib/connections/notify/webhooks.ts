import { randomBytes, randomUUID } from "node:crypto"
import { and, asc, desc, eq, sql } from "drizzle-orm"
import { recordAudit } from "@/lib/auth/audit"
import { authorise } from "@/lib/auth/permissions"
import type { NewWebhook, WebhookChange } from "@/lib/connections/notify/schema"
import type { Ctx } from "@/lib/context"
import { type Queryable, transact } from "@/lib/db/client"
import { webhookDeliveries, webhooks } from "@/lib/db/schema"
import type { WebhookEvent } from "@/lib/db/states"
import { isUuid } from "@/lib/db/text"
import { AppError, invalid } from "@/lib/errors"
import { getView } from "@/lib/inventory/saved-views/saved-views"
import { seal } from "@/lib/seal"

type Row = typeof webhooks.$inferSelect

/** How long messages carry the signatures of both secrets after a rotation. */
const ROTATION = sql`interval '1 day'`
/** The specification asks for 24 to 64 bytes. */
const SECRET_BYTES = 32

/** A webhook as REST and the pages show it: never its address or its secret. */
export interface WebhookView {
  id: string
  name: string
  kind: "standard" | "slack"
  /** The address's host; the rest may hold a token. */
  host: string
  events: WebhookEvent[]
  view_ids: string[]
  is_enabled: boolean
  disabled_reason: string | null
  /** Until when messages also carry the old secret's signature. */
  old_secret_until: string | null
  last_delivery: { state: string; status: number | null; at: string } | null
  created_at: string
}

/** All webhooks by name. */
export async function listWebhooks(ctx: Ctx): Promise<WebhookView[]> {
  authorise(ctx, "webhooks.read")
  const rows = await ctx.db.select().from(webhooks).orderBy(asc(webhooks.name), asc(webhooks.id))
  const last = await ctx.db.execute<{ webhook_id: string; state: string; status: number | null; at: string }>(sql`
    select distinct on (webhook_id) webhook_id, state, last_status as status, coalesce(last_attempt_at, created_at) as at
    from webhook_deliveries order by webhook_id, created_at desc`)
  const lastOf = new Map(last.map(({ webhook_id, ...one }) => [webhook_id, one]))
  return rows.map((row) => toView(row, lastOf.get(row.id)))
}

function toView(row: Row, last?: { state: string; status: number | null; at: string }): WebhookView {
  return {
    ...{ id: row.id, name: row.name, kind: row.kind, host: row.host },
    events: row.events as WebhookEvent[],
    view_ids: row.viewIds,
    is_enabled: row.isEnabled,
    disabled_reason: row.disabledReason,
    old_secret_until: row.oldSecretUntil?.toISOString() ?? null,
    last_delivery: last ? { ...last, at: new Date(last.at).toISOString() } : null,
    created_at: row.createdAt.toISOString(),
  }
}

/** Makes a webhook. @returns it, and its secret, which is told only here; null for Slack. @throws AppError invalid */
export async function createWebhook(ctx: Ctx, input: NewWebhook): Promise<WebhookView & { secret: string | null }> {
  authorise(ctx, "webhooks.manage")
  await assertViews(ctx, input.view_ids)
  const id = randomUUID()
  const secret = input.kind === "standard" ? newSecret() : null
  const [row] = await transact(ctx.db, async (tx) => {
    await recordAudit(tx, { actor: ctx.actor.name, action: "webhook.created", target: input.name })
    return tx
      .insert(webhooks)
      .values({
        ...{ id, name: input.name, kind: input.kind, events: input.events, viewIds: input.view_ids },
        ...sealedUrl(ctx, id, input.url),
        isEnabled: input.is_enabled,
        sealedSecret: secret && seal(ctx.config.encryptionKey, secret, id),
        createdBy: ctx.actor.name,
      })
      .returning()
  })
  if (!row) throw new Error("The webhook was not stored")
  return { ...toView(row), secret }
}

/** Changes some fields. @returns the new secret if it was rotated. @throws AppError not_found, invalid */
export async function changeWebhook(
  ctx: Ctx,
  id: string,
  { rotate_secret, ...change }: WebhookChange,
): Promise<WebhookView & { secret?: string }> {
  authorise(ctx, "webhooks.manage")
  const known = await findWebhook(ctx, id)
  if (change.view_ids) await assertViews(ctx, change.view_ids)
  const told = { events: change.events ?? known.events, view_ids: change.view_ids ?? known.viewIds }
  if (told.events.includes("view.matched") && told.view_ids.length === 0)
    throw invalid("view_ids", "Choose the views whose matches are told.")
  if (rotate_secret && known.kind === "slack")
    throw invalid("rotate_secret", "Slack's webhooks have no secret of ours.")
  const secret = rotate_secret ? newSecret() : undefined
  const [row] = await transact(ctx.db, async (tx) => {
    if (change.is_enabled === false) await endPending(tx, known.id)
    const action = secret ? "webhook.secret_rotated" : "webhook.changed"
    await recordAudit(tx, { actor: ctx.actor.name, action, target: change.name ?? known.name })
    return tx
      .update(webhooks)
      .set({
        ...(change.name !== undefined && { name: change.name }),
        ...(change.events && { events: change.events }),
        ...(change.view_ids && { viewIds: change.view_ids }),
        ...(change.url !== undefined && sealedUrl(ctx, known.id, change.url)),
        ...(change.is_enabled !== undefined && { isEnabled: change.is_enabled, disabledReason: null }),
        ...(secret && {
          sealedSecret: seal(ctx.config.encryptionKey, secret, known.id),
          sealedOldSecret: known.sealedSecret,
          oldSecretUntil: sql`now() + ${ROTATION}`,
        }),
        updatedAt: sql`now()`,
      })
      .where(eq(webhooks.id, known.id))
      .returning()
  })
  if (!row) throw new AppError("not_found", "Not found: there is no such webhook.")
  return { ...toView(row), ...(secret && { secret }) }
}

/** What waits is not sent once the webhook is on again: it would be old news. */
async function endPending(tx: Queryable, id: string): Promise<void> {
  await tx
    .update(webhookDeliveries)
    .set({ state: "failed", lastAnswer: "The webhook was switched off.", endedAt: sql`now()` })
    .where(and(eq(webhookDeliveries.webhookId, id), eq(webhookDeliveries.state, "pending")))
}

/** Deletes a webhook with its log. @throws AppError not_found */
export async function deleteWebhook(ctx: Ctx, id: string): Promise<void> {
  authorise(ctx, "webhooks.manage")
  const known = await findWebhook(ctx, id)
  await transact(ctx.db, async (tx) => {
    await tx.delete(webhooks).where(eq(webhooks.id, known.id))
    await recordAudit(tx, { actor: ctx.actor.name, action: "webhook.deleted", target: known.name })
  })
}

export interface DeliveryView {
  /** The `webhook-id` of each attempt. */
  id: string
  event: string
  /** What it says, in one line. */
  text: string
  state: "pending" | "delivered" | "failed"
  attempts: number
  status: number | null
  answer: string | null
  created_at: string
  last_attempt_at: string | null
  next_attempt_at: string | null
}

const SHOWN = 100

/** The newest messages of a webhook. @throws AppError not_found */
export async function listDeliveries(ctx: Ctx, id: string): Promise<DeliveryView[]> {
  authorise(ctx, "webhooks.read")
  const known = await findWebhook(ctx, id)
  const rows = await ctx.db
    .select()
    .from(webhookDeliveries)
    .where(eq(webhookDeliveries.webhookId, known.id))
    .orderBy(desc(webhookDeliveries.createdAt))
    .limit(SHOWN)
  return rows.map(toDeliveryView)
}

export const toDeliveryView = (row: typeof webhookDeliveries.$inferSelect): DeliveryView => ({
  ...{ id: messageId(row.id), event: row.event, text: row.payload.data.text },
  ...{ state: row.state, attempts: row.attempts },
  ...{ status: row.lastStatus, answer: row.lastAnswer },
  created_at: row.createdAt.toISOString(),
  last_attempt_at: row.lastAttemptAt?.toISOString() ?? null,
  next_attempt_at: row.state === "pending" ? row.nextAttemptAt.toISOString() : null,
})

/** A delivery's id as its receiver sees it. */
export const messageId = (deliveryId: string): string => `msg_${deliveryId}`

/** @throws AppError not_found, also for a malformed id. */
export async function findWebhook({ db }: Pick<Ctx, "db">, id: string): Promise<Row> {
  const [row] = isUuid(id) ? await db.select().from(webhooks).where(eq(webhooks.id, id)) : []
  if (!row) throw new AppError("not_found", "Not found: there is no such webhook.")
  return row
}

const newSecret = () => `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`

const sealedUrl = ({ config }: Ctx, id: string, url: string) => ({
  sealedUrl: seal(config.encryptionKey, url, id),
  host: new URL(url).host,
})

/** @throws AppError invalid for a view that the actor does not see. */
async function assertViews(ctx: Ctx, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await getView(ctx, id).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "not_found") throw invalid("view_ids", `There is no view ${id}.`)
      throw error
    })
  }
}
