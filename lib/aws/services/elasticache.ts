import type { Service } from "@/lib/aws/types/contract"

export const elasticache: Service = {
  name: "ElastiCache",
  prefix: "elasticache",
  client: "ElastiCacheClient",
  package: "@aws-sdk/client-elasticache",
  sdk: () => import("@/lib/aws/services/sdk/elasticache"),
}
