import type { Service } from "@/lib/aws/types/contract"

export const s3Tables: Service = {
  name: "S3 Tables",
  prefix: "s3tables",
  client: "S3TablesClient",
  package: "@aws-sdk/client-s3tables",
  sdk: () => import("@/lib/aws/services/sdk/s3tables"),
}
