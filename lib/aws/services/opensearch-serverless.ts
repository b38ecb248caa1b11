import type { Service } from "@/lib/aws/types/contract"

export const opensearchServerless: Service = {
  name: "OpenSearch Serverless",
  prefix: "aoss",
  client: "OpenSearchServerlessClient",
  package: "@aws-sdk/client-opensearchserverless",
  sdk: () => import("@/lib/aws/services/sdk/opensearchserverless"),
}
