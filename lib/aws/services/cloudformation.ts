import type { Service } from "@/lib/aws/types/contract"

export const cloudformation: Service = {
  name: "CloudFormation",
  prefix: "cloudformation",
  client: "CloudFormationClient",
  package: "@aws-sdk/client-cloudformation",
  sdk: () => import("@/lib/aws/services/sdk/cloudformation"),
}
