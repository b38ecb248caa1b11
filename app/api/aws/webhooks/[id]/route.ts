import { changeWebhookSchema } from "@/lib/connections/notify/schema"
import { changeWebhook, deleteWebhook } from "@/lib/connections/notify/webhooks"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

export const PATCH = route<{ id: string }>({ permission: "webhooks.manage" }, async ({ request, ctx, params }) =>
  Response.json(await changeWebhook(ctx, params.id, await readJson(request, changeWebhookSchema))),
)

export const DELETE = route<{ id: string }>({ permission: "webhooks.manage" }, async ({ ctx, params }) => {
  await deleteWebhook(ctx, params.id)
  return new Response(null, { status: 204 })
})
