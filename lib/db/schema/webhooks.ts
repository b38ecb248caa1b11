import { sql } from "drizzle-orm"
import { boolean, check, index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core"
import { time } from "@/lib/db/schema/columns"
import { deliveryStates, webhookKinds } from "@/lib/db/states"

/** Where notifications go. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey().defaultRandom(),
    name: text().notNull(),
    kind: text({ enum: webhookKinds }).notNull(),
    /** AES-256-GCM, bound to this row: an address may hold a token, as Slack's do. */
    sealedUrl: text().notNull(),
    /** What is shown of the address. */
    host: text().notNull(),
    /** Null for Slack, which signs nothing. */
    sealedSecret: text(),
    /** While a secret is replaced, messages carry the signatures of both. */
    sealedOldSecret: text(),
    oldSecretUntil: time(),
    events: text().array().notNull(),
    /** The saved views whose matches are told. */
    viewIds: uuid().array().notNull().default([]),
    isEnabled: boolean().notNull().default(true),
    /** Why we disabled it ourselves. */
    disabledReason: text(),
    createdBy: text().notNull(),
    createdAt: time().notNull().defaultNow(),
    updatedAt: time().notNull().defaultNow(),
  },
  (t) => [check("webhooks_kind_check", sql`${t.kind} in ('standard', 'slack')`)],
)

/** What a message of the kind `standard` says, in the shape of the Standard Webhooks specification. */
export interface MessagePayload {
  type: string
  timestamp: string
  /** One line for people, where it leads, and the event's own fields. */
  data: { text: string; url: string; [field: string]: unknown }
}

/** A message to one webhook. Its id is the `webhook-id` of each attempt. */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    id: uuid().primaryKey().defaultRandom(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id, { onDelete: "cascade" }),
    event: text().notNull(),
    payload: jsonb().$type<MessagePayload>().notNull(),
    state: text({ enum: deliveryStates }).notNull().default("pending"),
    attempts: integer().notNull().default(0),
    nextAttemptAt: time().notNull(),
    /** The HTTP status of the last answer, and the start of its text; or why there was none. */
    lastStatus: integer(),
    lastAnswer: text(),
    lastAttemptAt: time(),
    createdAt: time().notNull().defaultNow(),
    endedAt: time(),
  },
  (t) => [
    index("webhook_deliveries_due_idx").on(t.nextAttemptAt).where(sql`${t.state} = 'pending'`),
    index("webhook_deliveries_webhook_id_idx").on(t.webhookId, t.createdAt.desc()),
    check("webhook_deliveries_state_check", sql`${t.state} in ('pending', 'delivered', 'failed')`),
  ],
)
