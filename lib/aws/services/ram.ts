import type { Service } from "@/lib/aws/types/contract"

export const ram: Service = {
  name: "RAM",
  prefix: "ram",
  client: "RAMClient",
  package: "@aws-sdk/client-ram",
  sdk: () => import("@/lib/aws/services/sdk/ram"),
}
