import type { Service } from "@/lib/aws/types/contract"

export const redshiftServerless: Service = {
  name: "Redshift",
  prefix: "redshift-serverless",
  client: "RedshiftServerlessClient",
  package: "@aws-sdk/client-redshift-serverless",
  sdk: () => import("@/lib/aws/services/sdk/redshift-serverless"),
}
