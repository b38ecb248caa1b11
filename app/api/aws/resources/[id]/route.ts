import { z } from "zod"
import { getResource } from "@/lib/inventory/read/list"
import { listRelations } from "@/lib/inventory/read/relations"
import { moment } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 10

const schema = z.object({ as_of: moment("as_of").optional() })

export const GET = route<{ id: string }>({ permission: "inventory.read" }, async ({ request, ctx, params }) => {
  const { as_of: asOf = null } = parse(schema, Object.fromEntries(new URL(request.url).searchParams))
  const resource = await getResource(ctx, params.id, asOf)
  return Response.json({ ...resource, relations: await listRelations(ctx, resource, asOf) })
})
