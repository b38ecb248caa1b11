import type { Service } from "@/lib/aws/types/contract"

export const scheduler: Service = {
  name: "EventBridge Scheduler",
  prefix: "scheduler",
  client: "SchedulerClient",
  package: "@aws-sdk/client-scheduler",
  sdk: () => import("@/lib/aws/services/sdk/scheduler"),
}
