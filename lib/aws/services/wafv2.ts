import type { ListCall, Service } from "@/lib/aws/types/contract"

/** AWS WAF quotas: 5 a second for each get and list. */
export const wafv2: Service = {
  name: "WAF",
  prefix: "wafv2",
  client: "WAFV2Client",
  package: "@aws-sdk/client-wafv2",
  sdk: () => import("@/lib/aws/services/sdk/wafv2"),
  rate: { burst: 5, perSecond: 5 },
}

const SCOPES = [{ input: { Scope: "REGIONAL" } }, { input: { Scope: "CLOUDFRONT" }, region: "us-east-1" }]

/** How WAF marks the next page. */
export const NEXT_PAGE = { member: "NextMarker", from: "NextMarker" }

/** A listing in both scopes: that of CloudFront is in one region. */
export const inBothScopes = (operation: string, items: string): ListCall[] =>
  SCOPES.map((scope) => ({
    ...{ operation, items, size: { member: "Limit", most: 100, fewest: 1 }, next: NEXT_PAGE },
    ...scope,
  }))

/** The scope that an ARN names. */
export const scopeOf = ([arn]: readonly unknown[]): string =>
  String(arn).includes(":global/") ? "cloudfront" : "regional"
