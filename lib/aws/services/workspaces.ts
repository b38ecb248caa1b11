import type { Service } from "@/lib/aws/types/contract"

export const workspaces: Service = {
  name: "WorkSpaces",
  prefix: "workspaces",
  client: "WorkSpacesClient",
  package: "@aws-sdk/client-workspaces",
  sdk: () => import("@/lib/aws/services/sdk/workspaces"),
}
