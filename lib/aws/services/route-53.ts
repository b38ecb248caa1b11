import type { Service } from "@/lib/aws/types/contract"

/** Route 53 quotas: 10 calls a second for an account, whatever they are, and 50 at once. */
export const route53: Service = {
  name: "Route 53",
  prefix: "route53",
  client: "Route53Client",
  package: "@aws-sdk/client-route-53",
  sdk: () => import("@/lib/aws/services/sdk/route-53"),
  rate: { burst: 50, perSecond: 10 },
}
