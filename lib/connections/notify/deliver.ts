import { randomUUID } from "node:crypto"
import { and, eq, sql } from "drizzle-orm"
import { authorise } from "@/lib/auth/permissions"
import type { Resolve } from "@/lib/connections/notify/address"
import { linkTo, type NotifiedEvent, toSlack } from "@/lib/connections/notify/events"
import { type Attempt, type Message, post, signedHeaders } from "@/lib/connections/notify/send"
import { queueDelivery } from "@/lib/connections/notify/settle"
import { type DeliveryView, findWebhook, messageId, toDeliveryView } from "@/lib/connections/notify/webhooks"
import type { App, Ctx } from "@/lib/context"
import { transact } from "@/lib/db/client"
import { webhookDeliveries, webhooks } from "@/lib/db/schema"
import { describeError } from "@/lib/errors"
import { unseal } from "@/lib/seal"

type Delivery = typeof webhookDeliveries.$inferSelect
type Webhook = typeof webhooks.$inferSelect

/** The pauses that the Standard Webhooks specification recommends. */
const PAUSES_SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
/** Who takes a delivery has so long for it; after that, another one sends the same message again. */
const LEASE = sql`interval '60 seconds'`
const AT_ONCE = 10
const MOST_FOR_ONE = 2
/** Whatever Retry-After asks for. */
const LONGEST_PAUSE_SECONDS = 86_400
const GONE = 410
/** Slack takes one message a second (Slack API, "Rate limits"). */
const SLACK_PAUSE = sql`interval '1 second'`

/**
 * Sends the messages that are due, each under the same id at every attempt. If this process is killed, the message is
 * sent again: a receiver gets it at least once.
 * @returns how many were tried.
 */
export async function deliverDue(app: App, now = new Date(), resolve?: Resolve): Promise<number> {
  const due = await take(app, now)
  await Promise.all(
    due.map((one) =>
      attempt(app, one, now, resolve).catch((error: unknown) =>
        console.error(`A webhook's message could not be settled, and will be sent again: ${describeError(error)}`),
      ),
    ),
  )
  return due.length
}

async function take({ db }: App, now: Date): Promise<Delivery[]> {
  const at = sql`${now.toISOString()}::timestamptz`
  return db
    .update(webhookDeliveries)
    .set({ attempts: sql`${webhookDeliveries.attempts} + 1`, nextAttemptAt: sql`${at} + ${LEASE}`, lastAttemptAt: at })
    .where(
      sql`${webhookDeliveries.id} in (
        select d.id from webhook_deliveries d join webhooks w on w.id = d.webhook_id
        -- One receiver that does not answer must not hold up the others.
        where (select count(*) from webhook_deliveries o where o.webhook_id = w.id and o.state = 'pending'
            and (o.next_attempt_at, o.id) < (d.next_attempt_at, d.id)) < ${MOST_FOR_ONE}
          and d.state = 'pending' and d.next_attempt_at <= ${at} and w.is_enabled and (w.kind <> 'slack' or (
          not exists (select from webhook_deliveries o where o.webhook_id = w.id and o.last_attempt_at > ${at} - ${SLACK_PAUSE})
          and not exists (select from webhook_deliveries o where o.webhook_id = w.id and o.state = 'pending'
            and (o.next_attempt_at, o.id) < (d.next_attempt_at, d.id))))
        order by d.next_attempt_at limit ${AT_ONCE} for update of d skip locked)`,
    )
    .returning()
}

async function attempt(app: App, delivery: Delivery, now: Date, resolve?: Resolve): Promise<Attempt> {
  const webhook = await findWebhook(app, delivery.webhookId)
  const outcome = await post(messageFor(app, webhook, delivery, now), app.config.webhookAllowedCidrs, resolve)
  await settleAttempt(app, delivery, outcome, now)
  return outcome
}

function messageFor({ config }: App, webhook: Webhook, delivery: Delivery, now: Date): Message {
  const open = (sealed: string | null) => (sealed === null ? [] : [unseal(config.encryptionKey, sealed, webhook.id)])
  const [url = ""] = open(webhook.sealedUrl)
  if (webhook.kind === "slack") {
    return { url, headers: {}, body: JSON.stringify(toSlack(delivery.payload.data)) }
  }
  const isRotating = webhook.oldSecretUntil !== null && webhook.oldSecretUntil > now
  const secrets = [...open(webhook.sealedSecret), ...(isRotating ? open(webhook.sealedOldSecret) : [])]
  const body = JSON.stringify(delivery.payload)
  return { url, body, headers: signedHeaders(messageId(delivery.id), now, body, secrets) }
}

async function settleAttempt(app: App, delivery: Delivery, outcome: Attempt, now: Date): Promise<void> {
  const { status, answer: lastAnswer, retryAfterSeconds } = outcome
  const isDelivered = status !== null && status >= 200 && status < 300
  // Whoever sent a test looks at its answer, and sends another one.
  const pause = delivery.event === "test" ? undefined : PAUSES_SECONDS[delivery.attempts - 1]
  const isOver = isDelivered || status === GONE || pause === undefined
  const next = new Date(
    now.getTime() + Math.max(pause ?? 0, Math.min(retryAfterSeconds ?? 0, LONGEST_PAUSE_SECONDS)) * 1000,
  )
  await transact(app.db, async (tx) => {
    await tx
      .update(webhookDeliveries)
      .set({
        state: isDelivered ? "delivered" : isOver ? "failed" : "pending",
        ...{ lastStatus: status, lastAnswer },
        ...(isOver ? { endedAt: now } : { nextAttemptAt: next }),
      })
      .where(isThisAttempt(delivery))
    if (status === GONE) {
      const disabledReason = "The receiver answered 410 Gone: it wants no more messages."
      await tx.update(webhooks).set({ isEnabled: false, disabledReason }).where(eq(webhooks.id, delivery.webhookId))
    }
  })
}

/** An attempt whose lease ran out changes nothing any more: another process has sent the message again. */
const isThisAttempt = ({ id, attempts }: Delivery) =>
  and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.state, "pending"), eq(webhookDeliveries.attempts, attempts))

/** Sends a test message at once, whether or not the webhook is enabled. @throws AppError not_found */
export async function testWebhook(ctx: Ctx, id: string, resolve?: Resolve): Promise<DeliveryView> {
  authorise(ctx, "webhooks.manage")
  const webhook = await findWebhook(ctx, id)
  const now = new Date()
  const text = `This is a test of the webhook ${webhook.name}, sent by ${ctx.actor.name}.`
  const event: NotifiedEvent = { type: "test", at: now, text, url: linkTo(ctx.config, "/notifications"), data: {} }
  // It has its first attempt already, so that nobody else takes it meanwhile.
  const later = new Date(now.getTime() + 60_000)
  const deliveryId = await queueDelivery(ctx.db, webhook.id, event, randomUUID(), later)
  const [delivery] = await ctx.db
    .update(webhookDeliveries)
    .set({ attempts: 1, lastAttemptAt: now })
    .where(eq(webhookDeliveries.id, deliveryId))
    .returning()
  if (!delivery) throw new Error("The delivery was not stored")
  await attempt(ctx, delivery, now, resolve)
  const [settled] = await ctx.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.id, deliveryId))
  return toDeliveryView(settled ?? delivery)
}
