import type { Metadata } from "next"
import { Chip } from "@/app/_ui/chip"
import { EmptyState } from "@/app/_ui/empty-state"
import { Link } from "@/app/_ui/link"
import { RelativeTime } from "@/app/_ui/time"
import { eventWords } from "@/app/(console)/notifications/events"
import { NewWebhook } from "@/app/(console)/notifications/new-webhook"
import { can } from "@/lib/auth/permissions"
import { listWebhooks, type WebhookView } from "@/lib/connections/notify/webhooks"
import { listViews } from "@/lib/inventory/saved-views/saved-views"
import { requireCtx } from "@/lib/web/session"

export const metadata: Metadata = { title: "Notifications" }

/** Every webhook, with how its last message went. */
export default async function NotificationsPage() {
  const ctx = await requireCtx("webhooks.read")
  const [webhooks, views] = await Promise.all([listWebhooks(ctx), listViews(ctx)])
  const mayManage = can(ctx.actor, "webhooks.manage")
  const choices = views.map(({ id, name }) => ({ id, name }))
  return (
    <>
      <header className="mb-3.5 flex min-h-[33px] flex-wrap items-center gap-x-3.5 gap-y-2">
        <h1 className="text-xl font-semibold">Notifications</h1>
        <span className="flex-1" />
        {mayManage && <NewWebhook views={choices} />}
      </header>
      {webhooks.length === 0 ? (
        <EmptyState
          title="Nobody is told yet"
          text="A webhook tells another program, or a Slack channel, that a scan failed, that a connection stopped working, or that resources of a saved view changed: one message a scan, with numbers and a link."
        />
      ) : (
        <ul className="panel">
          {webhooks.map((webhook) => (
            <Row key={webhook.id} webhook={webhook} />
          ))}
        </ul>
      )}
    </>
  )
}

function Row({
  webhook: { id, name, kind, host, events, is_enabled, disabled_reason, last_delivery },
}: {
  webhook: WebhookView
}) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3.5 py-2.5 last:border-0">
      <span className="min-w-48">
        <Link className="font-semibold text-ink no-underline hover:underline" href={`/notifications/${id}`}>
          {name}
        </Link>
        <span className="id-line">
          {kind === "slack" ? "Slack" : "Webhook"}, {host}
        </span>
      </span>
      <span className="min-w-0 flex-1 text-ink-2">{events.map((event) => eventWords[event]).join(", ")}</span>
      <span className="text-ink-2">
        {last_delivery ? (
          <>
            {last_delivery.state} {last_delivery.status ?? ""} <RelativeTime at={last_delivery.at} suffix=" ago" />
          </>
        ) : (
          "nothing sent yet"
        )}
      </span>
      <Chip tone={is_enabled ? "ok" : "bad"} {...(disabled_reason && { title: disabled_reason })}>
        {is_enabled ? "on" : "off"}
      </Chip>
    </li>
  )
}
