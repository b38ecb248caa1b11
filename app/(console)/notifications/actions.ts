"use server"

import { z } from "zod"
import { testWebhook } from "@/lib/connections/notify/deliver"
import { changeWebhookSchema, newWebhookSchema } from "@/lib/connections/notify/schema"
import { changeWebhook, createWebhook, type DeliveryView, deleteWebhook } from "@/lib/connections/notify/webhooks"
import { type ActionResult, action } from "@/lib/web/action"

/** Makes a webhook. @returns its secret, which is told only here; null for Slack. */
export async function addWebhook(input: unknown): Promise<ActionResult<{ id: string; secret: string | null }>> {
  return action("webhooks.manage", newWebhookSchema, input, async (ctx, body) => {
    const { id, secret } = await createWebhook(ctx, body)
    return { id, secret }
  })
}

/** Changes a webhook; `change` is the body of PATCH. @returns its new secret if it was replaced. */
export async function editWebhook(id: string, change: unknown): Promise<ActionResult<string | null>> {
  return action("webhooks.manage", changeWebhookSchema, change, async (ctx, body) => {
    return (await changeWebhook(ctx, id, body)).secret ?? null
  })
}

export async function removeWebhook(id: string): Promise<ActionResult<null>> {
  return action("webhooks.manage", z.uuid(), id, async (ctx, known) => {
    await deleteWebhook(ctx, known)
    return null
  })
}

/** Sends a test message. @returns what came of it. */
export async function testWebhookNow(id: string): Promise<ActionResult<DeliveryView>> {
  return action("webhooks.manage", z.uuid(), id, (ctx, known) => testWebhook(ctx, known))
}
