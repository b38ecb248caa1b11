import type { Service } from "@/lib/aws/types/contract"

export const redshift: Service = {
  name: "Redshift",
  prefix: "redshift",
  client: "RedshiftClient",
  package: "@aws-sdk/client-redshift",
  sdk: () => import("@/lib/aws/services/sdk/redshift"),
}
