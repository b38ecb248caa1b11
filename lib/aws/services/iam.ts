import type { ListCall, Service } from "@/lib/aws/types/contract"

export const iam: Service = {
  name: "IAM",
  prefix: "iam",
  client: "IAMClient",
  package: "@aws-sdk/client-iam",
  sdk: () => import("@/lib/aws/services/sdk/iam"),
}

/** One of the four lists of GetAccountAuthorizationDetails. @param kind what it is called in the call's filter. */
export const authorizationDetails = (kind: string, items: string): ListCall => ({
  operation: "GetAccountAuthorizationDetails",
  items,
  size: { member: "MaxItems", most: 1000, fewest: 1 },
  input: { Filter: [kind] },
})
