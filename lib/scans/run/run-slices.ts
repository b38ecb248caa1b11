import { and, inArray } from "drizzle-orm"
import { openAwsSession } from "@/lib/aws/session"
import type { App } from "@/lib/context"
import { type Db, transact } from "@/lib/db/client"
import { scanSlices } from "@/lib/db/schema"
import { openSliceStates } from "@/lib/db/states"
import { enqueue } from "@/lib/jobs/enqueue"
import type { GivenUp, JobHandler, JobRun, StopReason } from "@/lib/jobs/kind"
import { giveUpSlice } from "@/lib/scans/run/close-slice"
import { type SlicesPayload, slicesJob } from "@/lib/scans/run/job"
import { runSlice } from "@/lib/scans/run/run-slice"
import { findHeldSlices, takeSlices } from "@/lib/scans/run/take-slices"

export const slicesHandler: JobHandler<SlicesPayload> = {
  run: (app, { sliceIds }, job) => runSlices(app, sliceIds, job),
  giveUp: ({ db }, { sliceIds }, why) => giveUpSlices(db, sliceIds, why),
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
): Promise<"ended" | "handed back" | "lost"> {
  const taken = await takeSlices(app, sliceIds)
  if (!taken) return "ended"
  const { accountId, credentials, slices } = taken
  const aws = openAwsSession(app.config.aws, credentials, { accountId })
  const isAlone = slices.length === 1
  const runs = await Promise.allSettled(
    slices.map((slice) => runSlice(app, slice, { aws: aws.withOwnCost(), job, isAlone })),
  )
  const ends = runs.map((run) => {
    if (run.status === "rejected") throw run.reason
    return run.value
  })
  if (ends.includes("lost")) return "lost"
  if (!ends.includes("handed back")) return "ended"
  if (isAlone || (job.signal.reason as StopReason).kind !== "out of time") return "handed back"
  await transact(app.db, (tx) => addSingly(tx, sliceIds))
  return "ended"
}

/** What failed for several slices is tried for each of them by itself: one may be the cause. */
const giveUpSlices = (db: Db, sliceIds: readonly string[], why: GivenUp): Promise<void> => {
  const [id, ...others] = sliceIds
  if (id !== undefined && others.length === 0) return giveUpSlice(db, id, why)
  return transact(db, (tx) => addSingly(tx, sliceIds))
}

/** Adds a job for each of these slices that is open. */
async function addSingly(tx: Parameters<typeof enqueue>[0], sliceIds: readonly string[]): Promise<void> {
  const open = await tx
    .select({ id: scanSlices.id })
    .from(scanSlices)
    .where(and(inArray(scanSlices.id, [...sliceIds]), inArray(scanSlices.state, [...openSliceStates])))
  await enqueue(
    tx,
    slicesJob,
    open.map(({ id }) => ({ sliceIds: [id], turn: 0 })),
  )
}
