import type { Service } from "@/lib/aws/types/contract"

export const codepipeline: Service = {
  name: "CodePipeline",
  prefix: "codepipeline",
  client: "CodePipelineClient",
  package: "@aws-sdk/client-codepipeline",
  sdk: () => import("@/lib/aws/services/sdk/codepipeline"),
}
