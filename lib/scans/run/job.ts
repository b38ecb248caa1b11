import { z } from "zod"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { defineJob } from "@/lib/jobs/kind"

const payload = z.object({
  sliceId: z.uuid(),
  turn: z.number().int().min(0).default(0),
  /** Read by workers of the version before this one, which may run beside ours for a while. */
  isLong: z.boolean().default(false),
})

export type SlicePayload = z.input<typeof payload>

/** Whether a slice makes a call for each resource, or reads a tag index: these take longest, and start first. */
export function isLong(type: string): boolean {
  const { scope, usesTagIndex } = getResourceType(type)
  return scope === "global" || Boolean(usesTagIndex)
}

/** Runs one slice. Slices of many scans take turns: of each scan, the first one comes before the second of any. */
export const sliceJob = defineJob<SlicePayload>({
  name: "slice",
  payload,
  priority: ({ turn = 0 }) => -turn,
  leaseSeconds: 20,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/scans/run/run-slice")).sliceHandler,
})

/** The same for a connection's scan; as with its planning (plan/job.ts). */
export const connectionSliceJob = defineJob({ ...sliceJob, name: "slice-connection" })

/** The kind of job that reads a scan's slices. */
export const sliceJobOf = (connectionId: string | null) => (connectionId ? connectionSliceJob : sliceJob)
