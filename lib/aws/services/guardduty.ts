import type { Service } from "@/lib/aws/types/contract"

export const guardduty: Service = {
  name: "GuardDuty",
  prefix: "guardduty",
  client: "GuardDutyClient",
  package: "@aws-sdk/client-guardduty",
  sdk: () => import("@/lib/aws/services/sdk/guardduty"),
}
