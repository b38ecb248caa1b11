import { z } from "zod"
import { getResourceType } from "@/lib/aws/resource-types/registry"
import { defineJob } from "@/lib/jobs/kind"

const payload = z.object({ sliceId: z.uuid(), isLong: z.boolean() })

export type SlicePayload = z.infer<typeof payload>

/** The payload of a slice's job. */
export function toSliceJob({ id, type }: { id: string; type: string }): SlicePayload {
  const { scope, usesTagIndex } = getResourceType(type)
  return { sliceId: id, isLong: scope === "global" || Boolean(usesTagIndex) }
}

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
