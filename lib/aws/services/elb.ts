import type { ListCall, Service } from "@/lib/aws/types/contract"

export const elb: Service = {
  name: "ELB",
  prefix: "elasticloadbalancing",
  client: "ElasticLoadBalancingV2Client",
  package: "@aws-sdk/client-elastic-load-balancing-v2",
  sdk: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
}

/** Classic load balancers have an API of their own. */
export const classicElb: Service = {
  name: "ELB",
  prefix: "elasticloadbalancing",
  client: "ElasticLoadBalancingClient",
  package: "@aws-sdk/client-elastic-load-balancing",
  sdk: () => import("@aws-sdk/client-elastic-load-balancing"),
}

/** What application, network and gateway load balancers are listed with, and what listeners belong to. */
export const balancers: ListCall = {
  operation: "DescribeLoadBalancers",
  items: "LoadBalancers",
  size: { member: "PageSize", most: 400, fewest: 1 },
  isShared: true,
}
