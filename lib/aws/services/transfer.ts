import type { Service } from "@/lib/aws/types/contract"

export const transfer: Service = {
  name: "Transfer Family",
  prefix: "transfer",
  client: "TransferClient",
  package: "@aws-sdk/client-transfer",
  sdk: () => import("@/lib/aws/services/sdk/transfer"),
}
