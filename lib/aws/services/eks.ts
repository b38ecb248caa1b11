import type { Service } from "@/lib/aws/types/contract"

export const eks: Service = {
  name: "EKS",
  prefix: "eks",
  client: "EKSClient",
  package: "@aws-sdk/client-eks",
  sdk: () => import("@/lib/aws/services/sdk/eks"),
}
