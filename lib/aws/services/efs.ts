import type { Service } from "@/lib/aws/types/contract"

export const efs: Service = {
  name: "EFS",
  prefix: "elasticfilesystem",
  client: "EFSClient",
  package: "@aws-sdk/client-efs",
  sdk: () => import("@/lib/aws/services/sdk/efs"),
}
