import { z } from "zod"
import { defineJob } from "@/lib/jobs/kind"

/** Plans a scan: connects, finds the account and its regions, and queues the slices. */
export const planJob = defineJob({
  name: "plan",
  payload: z.object({ scanId: z.uuid() }),
  priority: () => 2,
  leaseSeconds: 20,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/scans/plan/plan-scan")).planHandler,
})
