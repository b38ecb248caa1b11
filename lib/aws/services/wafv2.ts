import type { Service } from "@/lib/aws/types/contract"

/** AWS WAF quotas: 5 a second for each get and list. */
export const wafv2: Service = {
  name: "WAF",
  prefix: "wafv2",
  client: "WAFV2Client",
  package: "@aws-sdk/client-wafv2",
  sdk: () => import("@/lib/aws/services/sdk/wafv2"),
  rate: { burst: 5, perSecond: 5 },
}
