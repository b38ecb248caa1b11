import type { Service } from "@/lib/aws/types/contract"

export const accessAnalyzer: Service = {
  name: "IAM Access Analyzer",
  prefix: "access-analyzer",
  client: "AccessAnalyzerClient",
  package: "@aws-sdk/client-accessanalyzer",
  sdk: () => import("@/lib/aws/services/sdk/accessanalyzer"),
}
