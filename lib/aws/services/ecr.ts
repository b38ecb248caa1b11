import type { Service } from "@/lib/aws/types/contract"

export const ecr: Service = {
  name: "ECR",
  prefix: "ecr",
  client: "ECRClient",
  package: "@aws-sdk/client-ecr",
  sdk: () => import("@/lib/aws/services/sdk/ecr"),
}
