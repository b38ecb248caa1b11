import type { Service } from "@/lib/aws/types/contract"

export const autoScaling: Service = {
  name: "Auto Scaling",
  prefix: "autoscaling",
  client: "AutoScalingClient",
  package: "@aws-sdk/client-auto-scaling",
  sdk: () => import("@/lib/aws/services/sdk/auto-scaling"),
}
