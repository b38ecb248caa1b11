import type { Service } from "@/lib/aws/types/contract"

export const dms: Service = {
  name: "DMS",
  prefix: "dms",
  client: "DatabaseMigrationServiceClient",
  package: "@aws-sdk/client-database-migration-service",
  sdk: () => import("@/lib/aws/services/sdk/database-migration-service"),
}
