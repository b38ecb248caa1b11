import type { Service } from "@/lib/aws/types/contract"

export const codebuild: Service = {
  name: "CodeBuild",
  prefix: "codebuild",
  client: "CodeBuildClient",
  package: "@aws-sdk/client-codebuild",
  sdk: () => import("@/lib/aws/services/sdk/codebuild"),
}
