import { getApp } from "@/lib/web/app"
import { problem } from "@/lib/web/problem"
import { checkReadiness } from "@/lib/web/readiness"

export const dynamic = "force-dynamic"
export const maxDuration = 10

/** Whether requests can be served: database, migrations, queue. 503 if not. */
export async function GET() {
  try {
    const readiness = await checkReadiness(getApp().db)
    return Response.json(readiness, { status: readiness.status === "ready" ? 200 : 503 })
  } catch (error) {
    return problem(error)
  }
}
