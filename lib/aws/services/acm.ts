import type { Service } from "@/lib/aws/types/contract"

/** ACM quotas: DescribeCertificate and ListTagsForCertificate, 10 a second each. */
export const acm: Service = {
  name: "ACM",
  prefix: "acm",
  client: "ACMClient",
  package: "@aws-sdk/client-acm",
  sdk: () => import("@/lib/aws/services/sdk/acm"),
  rate: { burst: 10, perSecond: 10 },
}
