import type { Service } from "@/lib/aws/types/contract"

export const kms: Service = {
  name: "KMS",
  prefix: "kms",
  client: "KMSClient",
  package: "@aws-sdk/client-kms",
  sdk: () => import("@/lib/aws/services/sdk/kms"),
}
