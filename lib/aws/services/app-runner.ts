import type { Service } from "@/lib/aws/types/contract"

export const appRunner: Service = {
  name: "App Runner",
  prefix: "apprunner",
  client: "AppRunnerClient",
  package: "@aws-sdk/client-apprunner",
  sdk: () => import("@/lib/aws/services/sdk/apprunner"),
}
