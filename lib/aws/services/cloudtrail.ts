import type { Service } from "@/lib/aws/types/contract"

/** CloudTrail quotas: the trail calls together, 10 a second. */
export const cloudtrail: Service = {
  name: "CloudTrail",
  prefix: "cloudtrail",
  client: "CloudTrailClient",
  package: "@aws-sdk/client-cloudtrail",
  absence: /^UnsupportedOperationException:/,
  sdk: () => import("@/lib/aws/services/sdk/cloudtrail"),
  rate: { burst: 10, perSecond: 10 },
}
