import type { Service } from "@/lib/aws/types/contract"

export const pipes: Service = {
  name: "EventBridge Pipes",
  prefix: "pipes",
  client: "PipesClient",
  package: "@aws-sdk/client-pipes",
  sdk: () => import("@/lib/aws/services/sdk/pipes"),
}
