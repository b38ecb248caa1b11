import type { Service } from "@/lib/aws/types/contract"

export const config: Service = {
  name: "AWS Config",
  prefix: "config",
  client: "ConfigServiceClient",
  package: "@aws-sdk/client-config-service",
  sdk: () => import("@/lib/aws/services/sdk/config-service"),
}
