import type { ListCall, Service } from "@/lib/aws/types/contract"

/** Amazon ECS API Reference, "Request throttling": cluster reads, 50 at once and 20 a second. */
export const ecs: Service = {
  name: "ECS",
  prefix: "ecs",
  client: "ECSClient",
  package: "@aws-sdk/client-ecs",
  sdk: () => import("@/lib/aws/services/sdk/ecs"),
  rate: { burst: 50, perSecond: 20 },
}

/** What clusters are listed with, and what services belong to. */
export const clusters: ListCall = {
  operation: "ListClusters",
  items: "clusterArns",
  size: { member: "maxResults", most: 100, fewest: 1 },
  isShared: true,
}
