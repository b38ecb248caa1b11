import type { Service } from "@/lib/aws/types/contract"

export const cloudwatch: Service = {
  name: "CloudWatch",
  prefix: "cloudwatch",
  client: "CloudWatchClient",
  package: "@aws-sdk/client-cloudwatch",
  sdk: () => import("@/lib/aws/services/sdk/cloudwatch"),
}
