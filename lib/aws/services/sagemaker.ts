import type { Service } from "@/lib/aws/types/contract"

export const sagemaker: Service = {
  name: "SageMaker",
  prefix: "sagemaker",
  client: "SageMakerClient",
  package: "@aws-sdk/client-sagemaker",
  sdk: () => import("@/lib/aws/services/sdk/sagemaker"),
}
