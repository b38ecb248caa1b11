import type { Service } from "@/lib/aws/types/contract"

export const stepFunctions: Service = {
  name: "Step Functions",
  prefix: "states",
  client: "SFNClient",
  package: "@aws-sdk/client-sfn",
  sdk: () => import("@/lib/aws/services/sdk/sfn"),
}
