import type { Service } from "@/lib/aws/types/contract"

/** CloudWatch Logs quotas: DescribeLogGroups 10 a second. */
export const logs: Service = {
  name: "CloudWatch Logs",
  prefix: "logs",
  client: "CloudWatchLogsClient",
  package: "@aws-sdk/client-cloudwatch-logs",
  sdk: () => import("@/lib/aws/services/sdk/cloudwatch-logs"),
  rate: { burst: 10, perSecond: 10 },
}
