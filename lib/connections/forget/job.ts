import { z } from "zod"
import { defineJob } from "@/lib/jobs/kind"

/** Deletes what is known of an account, its history included. */
export const forgetJob = defineJob({
  name: "forget",
  payload: z.object({ accountId: z.string() }),
  priority: () => 1,
  leaseSeconds: 60,
  mostFailures: 5,
  mostCrashes: 20,
  load: async () => (await import("@/lib/connections/forget/forget")).forgetHandler,
})
