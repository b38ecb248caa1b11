import type { Service } from "@/lib/aws/types/contract"

export const iam: Service = {
  name: "IAM",
  prefix: "iam",
  client: "IAMClient",
  package: "@aws-sdk/client-iam",
  sdk: () => import("@/lib/aws/services/sdk/iam"),
}
