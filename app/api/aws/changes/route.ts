import { feedSchema } from "@/lib/inventory/history/schema"
import { listFeed } from "@/lib/inventory/read/feed"
import { fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const query = parse(feedSchema, fromSearchParams(new URL(request.url).searchParams))
  return Response.json(await listFeed(ctx, query))
})
