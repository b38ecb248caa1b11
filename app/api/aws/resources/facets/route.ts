import { listFacets } from "@/lib/inventory/read/facets"
import { facetsSchema, fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const query = parse(facetsSchema, fromSearchParams(new URL(request.url).searchParams))
  return Response.json(await listFacets(ctx, query, query.facets))
})
