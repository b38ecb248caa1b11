import { coverageSchema, readCoverage } from "@/lib/inventory/read/coverage"
import { fromSearchParams } from "@/lib/inventory/schemas"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

export const GET = route({ permission: "inventory.read" }, async ({ request, ctx }) => {
  const { account } = parse(coverageSchema, fromSearchParams(new URL(request.url).searchParams))
  return Response.json(await readCoverage(ctx, account))
})
