import { reachSchema } from "@/lib/scans/schemas"
import { testConnection } from "@/lib/scans/test-connection"
import { readJson, route } from "@/lib/web/route"

export const maxDuration = 60

export const POST = route(
  { permission: "connection.test", rate: { name: "test-connection", limit: 30 } },
  async ({ request, ctx }) => {
    const connection = await testConnection(ctx, await readJson(request, reachSchema))
    return Response.json({
      status: "success",
      message: "Successfully connected to AWS",
      account_id: connection.accountId,
      current_region: connection.region,
      available_regions: connection.regions,
      ...(connection.warnings.length > 0 && { warnings: connection.warnings }),
    })
  },
)
