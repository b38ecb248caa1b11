import { timingSafeEqual } from "node:crypto"
import { getDb } from "@/lib/db/client"
import { readEnv } from "@/lib/env"
import { AppError } from "@/lib/errors"
import { countRunningScans } from "@/lib/scans/get"
import { workUntil } from "@/lib/scans/run-scan"
import { problem } from "@/lib/web/route"

export const dynamic = "force-dynamic"
export const maxDuration = 300

/** Vercel's cron calls this with CRON_SECRET: works on the queue within its time limit; the next call goes on from there. */
export async function GET(request: Request) {
  try {
    assertCron(request.headers.get("authorization"))
    const open = () => countRunningScans(getDb())
    await workUntil(getDb(), maxDuration, async () => (await open()) === 0)
    return Response.json({ open_scans: await open() })
  } catch (error) {
    return problem(error)
  }
}

function assertCron(authorization: string | null): void {
  const secret = readEnv().CRON_SECRET
  const given = Buffer.from(authorization ?? "")
  const wanted = Buffer.from(`Bearer ${secret}`)
  if (!secret || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw new AppError("unauthenticated", "Not authenticated: this route takes CRON_SECRET as its bearer token.")
  }
}
