import { listResources } from "@/lib/inventory/list"
import { fromSearchParams, listQuerySchema } from "@/lib/inventory/schemas"
import { parse, route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ scope: "read" }, async ({ request, db }) => {
  const query = parse(listQuerySchema, fromSearchParams(new URL(request.url).searchParams))
  return Response.json(await listResources(db, query))
})
