import { z } from "zod"
import { defineJob } from "@/lib/jobs/kind"

/** Lists the accounts of an organisation. */
export const discoverJob = defineJob({
  name: "discover",
  payload: z.object({ discoveryId: z.uuid() }),
  priority: () => 3,
  leaseSeconds: 60,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/connections/organisation/run")).discoverHandler,
})
