import { newWebhookSchema } from "@/lib/connections/notify/schema"
import { createWebhook, listWebhooks } from "@/lib/connections/notify/webhooks"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route({ permission: "webhooks.read" }, async ({ ctx }) =>
  Response.json({ webhooks: await listWebhooks(ctx) }),
)

export const POST = route({ permission: "webhooks.manage" }, async ({ request, ctx }) => {
  const webhook = await createWebhook(ctx, await readJson(request, newWebhookSchema))
  return Response.json(webhook, { status: 201, headers: { location: `/api/aws/webhooks/${webhook.id}` } })
})
