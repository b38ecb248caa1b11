import { z } from "zod"
import { defineJob } from "@/lib/jobs/kind"

const payload = z.object({ scanId: z.uuid(), isPart: z.boolean().default(false) })

export type PlanPayload = z.input<typeof payload>

/**
 * Plans a scan: connects, finds the account and its regions, and queues the slices; for an organisation, its accounts.
 * The parts of an organisation's scan come after what people start meanwhile, and before all slices.
 */
export const planJob = defineJob<PlanPayload>({
  name: "plan",
  payload,
  priority: ({ isPart }) => (isPart ? 1 : 2),
  leaseSeconds: 20,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/scans/plan/plan-scan")).planHandler,
})

/**
 * The same for a connection's scan, under a name of its own: a worker of the version before this one, which may run
 * beside ours for a while, knows no connections, and puts back what it does not know.
 */
export const connectionPlanJob = defineJob({ ...planJob, name: "plan-connection" })
