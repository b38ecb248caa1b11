import type { Service } from "@/lib/aws/types/contract"

/** Amazon SNS endpoints and quotas: ListTopics, ListTagsForResource and the like, 30 a second. */
export const sns: Service = {
  name: "SNS",
  prefix: "sns",
  client: "SNSClient",
  package: "@aws-sdk/client-sns",
  absence: /^InvalidAction:/,
  sdk: () => import("@/lib/aws/services/sdk/sns"),
  rate: { burst: 30, perSecond: 30 },
}
