import type { Service } from "@/lib/aws/types/contract"

export const identityCenter: Service = {
  name: "Identity Center",
  prefix: "sso",
  client: "SSOAdminClient",
  package: "@aws-sdk/client-sso-admin",
  sdk: () => import("@/lib/aws/services/sdk/sso-admin"),
}
