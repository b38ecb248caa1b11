import type { Service } from "@/lib/aws/types/contract"

export const codedeploy: Service = {
  name: "CodeDeploy",
  prefix: "codedeploy",
  client: "CodeDeployClient",
  package: "@aws-sdk/client-codedeploy",
  sdk: () => import("@/lib/aws/services/sdk/codedeploy"),
}
