import { z } from "zod"
import { webhookEvents, webhookKinds } from "@/lib/db/states"
import { storableText } from "@/lib/db/text"

const fields = {
  name: storableText.pipe(
    z.string().trim().min(1, "Give the webhook a name.").max(80, "A name has 80 characters at most."),
  ),
  url: storableText.pipe(
    z
      .url({ protocol: /^https?$/, error: "Send an address such as https://example.com/hooks/aws-connect." })
      .max(2_000, "An address has 2,000 characters at most.")
      .refine((text) => !new URL(text).username && !new URL(text).password, "An address must not hold a password."),
  ),
  events: z
    .array(z.enum(webhookEvents, `An event is one of ${webhookEvents.join(", ")}.`))
    .min(1, "Choose at least one event.")
    .transform((events) => [...new Set(events)]),
  view_ids: z.array(z.uuid("A view's id is needed.")).max(50, "view_ids must have 50 entries or fewer."),
  is_enabled: z.boolean("is_enabled must be true or false."),
}

export const newWebhookSchema = z
  .object({
    ...fields,
    kind: z.enum(webhookKinds, `kind must be one of ${webhookKinds.join(", ")}.`).default("standard"),
    view_ids: fields.view_ids.default([]),
    is_enabled: fields.is_enabled.default(true),
  })
  .superRefine(({ events, view_ids }, context) => {
    if (!events.includes("view.matched") || view_ids.length > 0) return
    context.addIssue({ code: "custom", path: ["view_ids"], message: "Choose the views whose matches are told." })
  })

/** `rotate_secret: true` makes a new secret, and for a day messages carry the signatures of both. */
export const changeWebhookSchema = z
  .object(fields)
  .partial()
  .extend({ rotate_secret: z.literal(true).optional() })

export type NewWebhook = z.output<typeof newWebhookSchema>
export type WebhookChange = z.output<typeof changeWebhookSchema>
