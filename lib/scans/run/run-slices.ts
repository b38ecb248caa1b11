import { and, inArray } from "drizzle-orm"
import { openAwsSession } from "@/lib/aws/session"
import type { App } from "@/lib/context"
import type { Db } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { openSliceStates } from "@/lib/db/states"
import { describeError } from "@/lib/errors"
import type { JobHandler, JobRun, StopReason } from "@/lib/jobs/kind"
import { giveUpSlice } from "@/lib/scans/run/close-slice"
import type { SlicesPayload } from "@/lib/scans/run/job"
import { runSlice } from "@/lib/scans/run/run-slice"
import { findHeldSlices, takeSlices } from "@/lib/scans/run/take-slices"

export const slicesHandler: JobHandler<SlicesPayload> = {
  run: (app, { sliceIds }, job) => runSlices(app, sliceIds, job),
  async giveUp({ db }, { sliceIds }, why) {
    for (const id of sliceIds) await giveUpSlice(db, id, why)
  },
  // What failed for several slices is tried for each of them by itself: one may be the cause.
  async split({ db }, { sliceIds }) {
    const open = await findOpen(db, sliceIds)
    return open.length > 1 ? singly(open) : []
  },
  findHeld: findHeldSlices,
}

/**
 * Takes the slices of a job and reads them at the same time, by one session. Each has its own end: one that fails holds
 * up no other.
 * @throws the database's errors, when all have ended or failed: the job is then tried again, for those that did not end.
 */
async function runSlices(
  app: App,
  sliceIds: readonly string[],
  job: JobRun,
): Promise<"ended" | "handed back" | "lost" | SlicesPayload[]> {
  const taken = await takeSlices(app, sliceIds)
  if (!taken) return "ended"
  const { accountId, credentials, slices } = taken
  const aws = openAwsSession(app.config.aws, credentials, { accountId })
  const isAlone = slices.length === 1
  const runs = await Promise.allSettled(
    slices.map((slice) => runSlice(app, slice, { aws: aws.withOwnCost(), job, isAlone })),
  )
  const [failure, ...others] = runs.flatMap((run) => (run.status === "rejected" ? [run.reason as unknown] : []))
  for (const other of others) console.error(`Another slice of a failed job failed: ${describeError(other)}`)
  if (failure !== undefined) throw failure
  const ends = runs.flatMap((run) => (run.status === "fulfilled" ? [run.value] : []))
  if (ends.includes("lost")) return "lost"
  if (!ends.includes("handed back")) return "ended"
  const isOutOfTime = (job.signal.reason as StopReason).kind === "out of time"
  return isOutOfTime && !isAlone ? singly(await findOpen(app.db, sliceIds)) : "handed back"
}

const singly = (sliceIds: readonly string[]): SlicesPayload[] => sliceIds.map((id) => ({ sliceIds: [id], turn: 0 }))

async function findOpen(db: Db, sliceIds: readonly string[]): Promise<string[]> {
  const open = await db
    .select({ id: scanSlices.id })
    .from(scanSlices)
    .where(and(inArray(scanSlices.id, [...sliceIds]), inArray(scanSlices.state, [...openSliceStates])))
  return open.map(({ id }) => id)
}
