import type { Service } from "@/lib/aws/types/contract"

export const emr: Service = {
  name: "EMR",
  prefix: "elasticmapreduce",
  client: "EMRClient",
  package: "@aws-sdk/client-emr",
  sdk: () => import("@/lib/aws/services/sdk/emr"),
}
