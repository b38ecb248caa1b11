import type { Service } from "@/lib/aws/types/contract"

export const appsync: Service = {
  name: "AppSync",
  prefix: "appsync",
  client: "AppSyncClient",
  package: "@aws-sdk/client-appsync",
  sdk: () => import("@/lib/aws/services/sdk/appsync"),
}
