import { nameAccount } from "@/lib/connections/accounts"
import { accountIdSchema, accountNameSchema } from "@/lib/connections/schemas"
import { parse } from "@/lib/web/parse"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 10

export const PATCH = route<{ id: string }>({ permission: "connections.manage" }, async ({ request, ctx, params }) => {
  const { name } = await readJson(request, accountNameSchema)
  return Response.json(await nameAccount(ctx, parse(accountIdSchema, params.id), name))
})
