import { listAccounts } from "@/lib/connections/accounts"
import { route } from "@/lib/web/route"

export const maxDuration = 10

export const GET = route({ permission: "connections.read" }, async ({ ctx }) =>
  Response.json({ accounts: await listAccounts(ctx) }),
)
