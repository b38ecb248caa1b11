import { z } from "zod"
import { defineJob } from "@/lib/jobs/kind"

const payload = z.object({ sliceId: z.uuid(), isLong: z.boolean() })

export type SlicePayload = z.infer<typeof payload>

/** Runs one slice. Slices with a call for each resource take longest, so they start first. */
export const sliceJob = defineJob<SlicePayload>({
  name: "slice",
  payload,
  priority: ({ isLong }) => Number(isLong),
  leaseSeconds: 20,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/scans/run/run-slice")).sliceHandler,
})
