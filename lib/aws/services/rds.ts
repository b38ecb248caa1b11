import type { Service } from "@/lib/aws/types/contract"

export const rds: Service = {
  name: "RDS",
  prefix: "rds",
  client: "RDSClient",
  package: "@aws-sdk/client-rds",
  sdk: () => import("@aws-sdk/client-rds"),
}
