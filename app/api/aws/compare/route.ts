import { compareSchema } from "@/lib/inventory/history/schema"
import { compareMoments } from "@/lib/inventory/read/compare"
import { fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const query = parse(compareSchema, fromSearchParams(new URL(request.url).searchParams))
  return Response.json(await compareMoments(ctx, query))
})
