import type { Service } from "@/lib/aws/types/contract"

export const eventbridge: Service = {
  name: "EventBridge",
  prefix: "events",
  client: "EventBridgeClient",
  package: "@aws-sdk/client-eventbridge",
  sdk: () => import("@/lib/aws/services/sdk/eventbridge"),
}
