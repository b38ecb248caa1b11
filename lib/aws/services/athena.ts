import type { Service } from "@/lib/aws/types/contract"

export const athena: Service = {
  name: "Athena",
  prefix: "athena",
  client: "AthenaClient",
  package: "@aws-sdk/client-athena",
  sdk: () => import("@/lib/aws/services/sdk/athena"),
}
