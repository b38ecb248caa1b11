import type { Service } from "@/lib/aws/types/contract"

export const resourceExplorer: Service = {
  name: "Resource Explorer",
  prefix: "resource-explorer-2",
  client: "ResourceExplorer2Client",
  package: "@aws-sdk/client-resource-explorer-2",
  sdk: () => import("@/lib/aws/services/sdk/resource-explorer-2"),
}
