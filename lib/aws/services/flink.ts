import type { Service } from "@/lib/aws/types/contract"

export const flink: Service = {
  name: "Flink",
  prefix: "kinesisanalytics",
  client: "KinesisAnalyticsV2Client",
  package: "@aws-sdk/client-kinesis-analytics-v2",
  sdk: () => import("@/lib/aws/services/sdk/kinesis-analytics-v2"),
}
