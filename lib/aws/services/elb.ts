import type { Service } from "@/lib/aws/types/contract"

export const elb: Service = {
  name: "ELB",
  prefix: "elasticloadbalancing",
  client: "ElasticLoadBalancingV2Client",
  package: "@aws-sdk/client-elastic-load-balancing-v2",
  sdk: () => import("@aws-sdk/client-elastic-load-balancing-v2"),
}
