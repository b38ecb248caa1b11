import type { ListCall, Service } from "@/lib/aws/types/contract"

export const eks: Service = {
  name: "EKS",
  prefix: "eks",
  client: "EKSClient",
  package: "@aws-sdk/client-eks",
  sdk: () => import("@/lib/aws/services/sdk/eks"),
}

/** The clusters that node groups, add-ons and profiles belong to. */
export const eksClusters: ListCall = {
  operation: "ListClusters",
  items: "clusters",
  size: { member: "maxResults", most: 100, fewest: 1 },
  isShared: true,
}
