import type { Service } from "@/lib/aws/types/contract"

export const guardduty: Service = {
  name: "GuardDuty",
  prefix: "guardduty",
  client: "GuardDutyClient",
  package: "@aws-sdk/client-guardduty",
  absence: /^BadRequestException: .*(not supported|not available)/,
  sdk: () => import("@/lib/aws/services/sdk/guardduty"),
}
