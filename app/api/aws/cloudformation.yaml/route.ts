import { z } from "zod"
import { roleDocuments } from "@/lib/connections/documents/documents"
import { parse } from "@/lib/web/parse"
import { route } from "@/lib/web/route"

export const maxDuration = 30

const querySchema = z.object({ connection: z.string("connection must be a connection's id.") })

/** The role's template, with the connection's external id. */
export const GET = route({ permission: "connections.use" }, async ({ request, ctx }) => {
  const { connection } = parse(querySchema, Object.fromEntries(new URL(request.url).searchParams))
  const { cloudformation } = await roleDocuments(ctx, connection)
  const headers = {
    "content-type": "application/yaml; charset=utf-8",
    "content-disposition": 'inline; filename="aws-connect.yaml"',
    "cache-control": "no-store",
  }
  return new Response(cloudformation, { headers })
})
