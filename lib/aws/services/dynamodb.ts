import type { Service } from "@/lib/aws/types/contract"

/** DynamoDB API Reference, ListTagsOfResource: 10 a second. The other calls take more, but wait with it. */
export const dynamodb: Service = {
  name: "DynamoDB",
  prefix: "dynamodb",
  client: "DynamoDBClient",
  package: "@aws-sdk/client-dynamodb",
  sdk: () => import("@/lib/aws/services/sdk/dynamodb"),
  rate: { burst: 10, perSecond: 10 },
}
