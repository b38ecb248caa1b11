import { forgetJob } from "@/lib/connections/forget/job"
import { matchJob } from "@/lib/connections/notify/match-job"
import { discoverJob } from "@/lib/connections/organisation/job"
import type { JobKind } from "@/lib/jobs/kind"
import { connectionPlanJob, planJob } from "@/lib/scans/plan/job"
import { connectionSliceJob, sliceJob, slicesJob } from "@/lib/scans/run/job"

/** Every kind of background job. A new kind needs its own file and a line here. */
export const jobKinds: readonly JobKind<object>[] = [
  discoverJob,
  planJob,
  connectionPlanJob,
  matchJob,
  slicesJob,
  sliceJob,
  connectionSliceJob,
  forgetJob,
]

/** The kind of this name, or undefined. */
export const findJobKind = (name: string): JobKind<object> | undefined => jobKinds.find((one) => one.name === name)

/** @throws Error for a kind that this version does not know. */
export function getJobKind(name: string): JobKind<object> {
  const kind = findJobKind(name)
  if (!kind) throw new Error(`This version does not know the kind of job ${JSON.stringify(name)}`)
  return kind
}
