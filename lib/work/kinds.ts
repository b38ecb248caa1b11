import type { JobKind } from "@/lib/jobs/kind"
import { planJob } from "@/lib/scans/plan/job"
import { sliceJob } from "@/lib/scans/run/job"

/** Every kind of background job. A new one is its file and a line here. */
export const jobKinds: readonly JobKind<object>[] = [planJob, sliceJob]

/** @throws Error for a kind that this version does not know. */
export function getJobKind(name: string): JobKind<object> {
  const kind = jobKinds.find((one) => one.name === name)
  if (!kind) throw new Error(`This version knows no job of the kind ${JSON.stringify(name)}`)
  return kind
}
