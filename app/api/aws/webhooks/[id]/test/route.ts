import { testWebhook } from "@/lib/connections/notify/deliver"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const POST = route<{ id: string }>(
  { permission: "webhooks.manage", rate: { name: "test-webhook", limit: 30 } },
  async ({ ctx, params }) => Response.json(await testWebhook(ctx, params.id)),
)
