import type { Service } from "@/lib/aws/types/contract"

export const batch: Service = {
  name: "Batch",
  prefix: "batch",
  client: "BatchClient",
  package: "@aws-sdk/client-batch",
  sdk: () => import("@/lib/aws/services/sdk/batch"),
}
