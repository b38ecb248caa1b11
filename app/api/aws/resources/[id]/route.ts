import { getResource } from "@/lib/inventory/read/list"
import { listRelations } from "@/lib/inventory/read/relations"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route<{ id: string }>({ permission: "inventory.read" }, async ({ ctx, params }) => {
  const resource = await getResource(ctx, params.id)
  return Response.json({ ...resource, relations: await listRelations(ctx, resource) })
})
