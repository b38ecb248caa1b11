import type { Service } from "@/lib/aws/types/contract"

export const sqs: Service = {
  name: "SQS",
  prefix: "sqs",
  client: "SQSClient",
  package: "@aws-sdk/client-sqs",
  sdk: () => import("@/lib/aws/services/sdk/sqs"),
}
