import type { Service } from "@/lib/aws/types/contract"

export const datasync: Service = {
  name: "DataSync",
  prefix: "datasync",
  client: "DataSyncClient",
  package: "@aws-sdk/client-datasync",
  sdk: () => import("@/lib/aws/services/sdk/datasync"),
}
