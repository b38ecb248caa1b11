import { listDeliveries } from "@/lib/connections/notify/webhooks"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route<{ id: string }>({ permission: "webhooks.read" }, async ({ ctx, params }) =>
  Response.json({ deliveries: await listDeliveries(ctx, params.id) }),
)
