import type { Service } from "@/lib/aws/types/contract"

export const directConnect: Service = {
  name: "Direct Connect",
  prefix: "directconnect",
  client: "DirectConnectClient",
  package: "@aws-sdk/client-direct-connect",
  sdk: () => import("@/lib/aws/services/sdk/direct-connect"),
}
