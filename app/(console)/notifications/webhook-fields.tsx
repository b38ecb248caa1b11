import { useState } from "react"
import { Check } from "@/app/_ui/check"
import { Choice } from "@/app/_ui/choice"
import { Field } from "@/app/_ui/field"
import { eventWords } from "@/app/(console)/notifications/events"
import type { WebhookView } from "@/lib/connections/notify/webhooks"
import { webhookEvents } from "@/lib/db/states"

export const WEBHOOK_FIELDS = ["name", "url", "events", "view_ids"]

interface FieldsProps {
  views: { id: string; name: string }[]
  errors: Record<string, string | undefined>
  /** The webhook that is changed; none for a new one. */
  webhook?: WebhookView
}

/** Name, address, and what is told. Its length is one piece of markup, which reads better whole. */
export function WebhookFields({ views, errors, webhook }: FieldsProps) {
  const [tellsViews, setTellsViews] = useState(webhook?.events.includes("view.matched") ?? false)
  return (
    <>
      <Field label="Name" name="name" maxLength={80} defaultValue={webhook?.name} error={errors.name} />
      {!webhook && (
        <Choice label="Receiver" name="kind">
          <option value="standard">Webhook (Standard Webhooks)</option>
          <option value="slack">Slack's incoming webhook</option>
        </Choice>
      )}
      <Field
        label="Address"
        name="url"
        className="font-mono"
        placeholder={webhook ? `${webhook.host}, unchanged` : "https://example.com/hooks/aws-connect"}
        hint="It is kept sealed, since it may hold a token."
        error={errors.url}
      />
      <fieldset className="grid gap-1">
        <legend className="mb-1 font-medium">Told when</legend>
        {webhookEvents.map((event) => (
          <Check
            key={event}
            name="events"
            value={event}
            defaultChecked={webhook ? webhook.events.includes(event) : event !== "view.matched"}
            onChange={event === "view.matched" ? (change) => setTellsViews(change.target.checked) : undefined}
          >
            {eventWords[event]}
          </Check>
        ))}
        <Problem text={errors.events} />
      </fieldset>
      {tellsViews && <ViewChoices views={views} chosen={webhook?.view_ids ?? []} error={errors.view_ids} />}
      <Problem text={errors.form} />
    </>
  )
}

interface ChoicesProps extends Pick<FieldsProps, "views"> {
  chosen: readonly string[]
  error: string | undefined
}

function ViewChoices({ views, chosen, error }: ChoicesProps) {
  const hidden = chosen.filter((id) => !views.some((view) => view.id === id))
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 font-medium">Views</legend>
      {views.length === 0 && <p className="text-ink-2">There is no saved view yet. Save one on the resources page.</p>}
      {views.map(({ id, name }) => (
        <Check key={id} name="view_ids" value={id} defaultChecked={chosen.includes(id)}>
          {name}
        </Check>
      ))}
      {hidden.map((id) => (
        <input key={id} type="hidden" name="view_ids" value={id} />
      ))}
      {hidden.length > 0 && <p className="text-ink-2">And {hidden.length} that only somebody else sees.</p>}
      <Problem text={error} />
    </fieldset>
  )
}

function Problem({ text }: { text: string | undefined }) {
  if (!text) return null
  return (
    <span role="alert" className="text-s text-bad">
      {text}
    </span>
  )
}

/** The form as the body of POST and PATCH. */
export function readWebhook(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim()
  const kind = text("kind")
  return {
    name: text("name"),
    ...(kind && { kind }),
    url: text("url"),
    events: form.getAll("events").map(String),
    view_ids: form.getAll("view_ids").map(String),
  }
}
