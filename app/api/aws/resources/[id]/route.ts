import { getResource } from "@/lib/inventory/read/list"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route<{ id: string }>({ permission: "inventory.read" }, async ({ ctx, params }) =>
  Response.json(await getResource(ctx, params.id)),
)
