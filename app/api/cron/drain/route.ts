import { timingSafeEqual } from "node:crypto"
import { AppError } from "@/lib/errors"
import { countOpenScans } from "@/lib/scans/read/list"
import { getApp } from "@/lib/web/app"
import { problem } from "@/lib/web/problem"
import { workUntilIdle } from "@/lib/work/serverless"

export const dynamic = "force-dynamic"
export const maxDuration = 300

/** Vercel's cron calls this with CRON_SECRET. It works on the queue until its time is over; the next call continues. */
export async function GET(request: Request) {
  try {
    const app = getApp()
    assertCron(app.config.cronSecret, request.headers.get("authorization"))
    const ctx = { ...app, actor: { kind: "system", name: "cron" } as const }
    await workUntilIdle(app, maxDuration, async () => (await countOpenScans(ctx)) === 0)
    return Response.json({ open_scans: await countOpenScans(ctx) })
  } catch (error) {
    return problem(error)
  }
}

function assertCron(secret: string | undefined, authorization: string | null): void {
  const given = Buffer.from(authorization ?? "")
  const wanted = Buffer.from(`Bearer ${secret}`)
  if (!secret || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new AppError("unauthenticated", "Not authenticated: this route takes CRON_SECRET as its bearer token.")
  }
}
