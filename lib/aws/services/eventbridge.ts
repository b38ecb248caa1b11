import type { ListCall, Service } from "@/lib/aws/types/contract"

export const eventbridge: Service = {
  name: "EventBridge",
  prefix: "events",
  client: "EventBridgeClient",
  package: "@aws-sdk/client-eventbridge",
  sdk: () => import("@/lib/aws/services/sdk/eventbridge"),
}

/** What event buses are listed with, and what rules belong to. */
export const buses: ListCall = {
  operation: "ListEventBuses",
  items: "EventBuses",
  size: { member: "Limit", most: 100, fewest: 1 },
  next: { member: "NextToken", from: "NextToken" },
  isShared: true,
}
