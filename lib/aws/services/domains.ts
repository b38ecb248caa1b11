import type { Service } from "@/lib/aws/types/contract"

export const domains: Service = {
  name: "Domains",
  prefix: "route53domains",
  client: "Route53DomainsClient",
  package: "@aws-sdk/client-route-53-domains",
  onlyIn: "us-east-1",
  sdk: () => import("@/lib/aws/services/sdk/route-53-domains"),
}
