import type { Service } from "@/lib/aws/types/contract"

export const memorydb: Service = {
  name: "MemoryDB",
  prefix: "memorydb",
  client: "MemoryDBClient",
  package: "@aws-sdk/client-memorydb",
  sdk: () => import("@/lib/aws/services/sdk/memorydb"),
}
