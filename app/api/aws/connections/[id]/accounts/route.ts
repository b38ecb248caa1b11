import { chooseMembers, listMembers } from "@/lib/connections/organisation/organisation"
import { accountChoicesSchema } from "@/lib/connections/schemas"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route<{ id: string }>({ permission: "connections.read" }, async ({ ctx, params }) =>
  Response.json(await listMembers(ctx, params.id)),
)

export const PATCH = route<{ id: string }>({ permission: "connections.manage" }, async ({ request, ctx, params }) =>
  Response.json(await chooseMembers(ctx, params.id, await readJson(request, accountChoicesSchema))),
)
