import { listResources } from "@/lib/inventory/read/list"
import { fromSearchParams, listQuerySchema } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const query = parse(listQuerySchema, fromSearchParams(new URL(request.url).searchParams))
  return Response.json(await listResources(ctx, query))
})
