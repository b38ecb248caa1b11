import type { Service } from "@/lib/aws/types/contract"

export const fsx: Service = {
  name: "FSx",
  prefix: "fsx",
  client: "FSxClient",
  package: "@aws-sdk/client-fsx",
  sdk: () => import("@/lib/aws/services/sdk/fsx"),
}
