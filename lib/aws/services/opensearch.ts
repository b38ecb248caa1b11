import type { Service } from "@/lib/aws/types/contract"

export const opensearch: Service = {
  name: "OpenSearch",
  prefix: "es",
  client: "OpenSearchClient",
  package: "@aws-sdk/client-opensearch",
  sdk: () => import("@/lib/aws/services/sdk/opensearch"),
}
