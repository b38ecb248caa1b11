import type { Service } from "@/lib/aws/types/contract"

export const cloudfront: Service = {
  name: "CloudFront",
  prefix: "cloudfront",
  client: "CloudFrontClient",
  package: "@aws-sdk/client-cloudfront",
  sdk: () => import("@/lib/aws/services/sdk/cloudfront"),
}
