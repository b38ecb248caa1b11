import type { Service } from "@/lib/aws/types/contract"

export const ssm: Service = {
  name: "Systems Manager",
  prefix: "ssm",
  client: "SSMClient",
  package: "@aws-sdk/client-ssm",
  sdk: () => import("@/lib/aws/services/sdk/ssm"),
}
