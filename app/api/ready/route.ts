import { getDb } from "@/lib/db/client"
import { checkReadiness } from "@/lib/web/readiness"
import { problem } from "@/lib/web/route"

export const dynamic = "force-dynamic"
export const maxDuration = 10

/** Whether requests can be served: database, migrations, queue. 503 where not. */
export async function GET() {
  try {
    const readiness = await checkReadiness(getDb())
    return Response.json(readiness, { status: readiness.status === "ready" ? 200 : 503 })
  } catch (error) {
    return problem(error)
  }
}
