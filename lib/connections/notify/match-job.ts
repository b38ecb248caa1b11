import { z } from "zod"
import { defineJob } from "@/lib/jobs/kind"

/** Tells webhooks what a scan changed in the views that they listen to. */
export const matchJob = defineJob({
  name: "match-views",
  payload: z.object({ scanId: z.uuid() }),
  priority: () => 1,
  leaseSeconds: 60,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/connections/notify/match-views")).matchHandler,
})
