import type { Service } from "@/lib/aws/types/contract"

/** Amazon SES quotas: of all calls but those that send, one a second. */
export const ses: Service = {
  name: "SES",
  prefix: "ses",
  client: "SESv2Client",
  package: "@aws-sdk/client-sesv2",
  rate: { burst: 1, perSecond: 1 },
  sdk: () => import("@/lib/aws/services/sdk/sesv2"),
}
