import type { Service } from "@/lib/aws/types/contract"

export const directoryService: Service = {
  name: "Directory Service",
  prefix: "ds",
  client: "DirectoryServiceClient",
  package: "@aws-sdk/client-directory-service",
  sdk: () => import("@/lib/aws/services/sdk/directory-service"),
}
