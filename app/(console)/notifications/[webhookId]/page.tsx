import type { Metadata } from "next"
import { notFound } from "next/navigation"
import { Chip, type Tone } from "@/app/_ui/chip"
import { Path } from "@/app/_ui/path"
import { RelativeTime, ShortTime } from "@/app/_ui/time"
import { WebhookActions } from "@/app/(console)/notifications/[webhookId]/webhook-actions"
import { WebhookForm } from "@/app/(console)/notifications/[webhookId]/webhook-form"
import { eventWords } from "@/app/(console)/notifications/events"
import { can } from "@/lib/auth/permissions"
import { type DeliveryView, listDeliveries, listWebhooks } from "@/lib/connections/notify/webhooks"
import type { WebhookEvent } from "@/lib/db/states"
import { listViews } from "@/lib/inventory/saved-views/saved-views"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Webhook" }
export const maxDuration = 60

/** A webhook: what it tells, and the log of its messages. */
export default async function WebhookPage({ params }: { params: Promise<{ webhookId: string }> }) {
  const ctx = await requireCtx("webhooks.read")
  const { webhookId } = await params
  const webhook = (await listWebhooks(ctx)).find(({ id }) => id === webhookId)
  if (!webhook) notFound()
  const [deliveries, views] = await Promise.all([listDeliveries(ctx, webhook.id), listViews(ctx)])
  const mayManage = can(ctx.actor, "webhooks.manage")
  return (
    <>
      <Path to={[{ href: "/notifications", label: "Notifications" }]} here={webhook.name} />
      <header className="mb-3.5 flex flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">{webhook.name}</h1>
        <Chip tone={webhook.is_enabled ? "ok" : "bad"}>{webhook.is_enabled ? "on" : "off"}</Chip>
        <span className="text-ink-3">
          {webhook.kind === "slack" ? "Slack" : "Webhook"}, {webhook.host}
        </span>
        <span className="flex-1" />
        {mayManage && <WebhookActions webhook={webhook} />}
      </header>
      {webhook.disabled_reason && (
        <p className="mb-3.5 rounded-md bg-bad-soft px-3 py-2 text-bad">{webhook.disabled_reason}</p>
      )}
      <div className="grid items-start gap-3.5 lg:grid-cols-[minmax(0,1fr)_360px]">
        <section className="panel min-w-0">
          <h2 className="border-b border-line px-3.5 py-2.5 font-semibold">Messages</h2>
          {deliveries.length === 0 && (
            <p className="px-3.5 py-3 text-ink-2">Nothing was sent yet. Send a test to see one.</p>
          )}
          <ul>
            {deliveries.map((delivery) => (
              <Delivery key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        </section>
        {mayManage && <WebhookForm webhook={webhook} views={views.map(({ id, name }) => ({ id, name }))} />}
      </div>
    </>
  )
}

const TONES: Record<DeliveryView["state"], Tone> = { delivered: "ok", pending: "info", failed: "bad" }

function Delivery({ delivery }: { delivery: DeliveryView }) {
  const { id, event, text, state, attempts, status, answer, created_at, next_attempt_at } = delivery
  return (
    <li className="grid gap-0.5 border-b border-line px-3.5 py-2 last:border-0">
      <span className="flex flex-wrap items-center gap-x-3">
        <Chip tone={TONES[state]}>{state === "pending" && attempts > 0 ? "again later" : state}</Chip>
        <span className="font-medium">{event === "test" ? "Test" : eventWords[event as WebhookEvent]}</span>
        <span className="ml-auto text-ink-2">
          <RelativeTime at={created_at} suffix=" ago" />
        </span>
      </span>
      <span>{text}</span>
      <span className="text-ink-2">
        {status ? `Status ${status}` : answer ? "No answer" : "Not sent yet"}
        {attempts > 1 && `, ${attempts} attempts`}
        {answer && `: ${answer}`}
        {next_attempt_at && attempts > 0 && (
          <>
            {" "}
            Next attempt at <ShortTime at={next_attempt_at} />.
          </>
        )}
      </span>
      <span className="id-line">{id}</span>
    </li>
  )
}
