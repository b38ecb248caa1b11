import { cognito } from "@/lib/aws/services/cognito"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** Beside functions there are their versions, and a key. */
const functionsOf = (found: readonly unknown[]): string[] =>
  found
    .flatMap((one) => (typeof one === "string" ? one : String((one as { LambdaArn?: string }).LambdaArn ?? "")))
    .filter((arn) => arn.includes(":lambda:"))
    .sort()

export const cognitoUserPool = defineType({
  type: "cognito_user_pool",
  name: "Cognito User Pools",
  view: "cognito_user_pools",
  description: "An application's users",
  category: "Security",
  icon: icons.people,
  service: cognito,
  list: { operation: "ListUserPools", items: "UserPools", size: { member: "MaxResults", most: 60, fewest: 1 } },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeUserPool",
      input: { UserPoolId: "{Id}" },
      item: "UserPool",
      as: "Pool",
    },
  ],
  tags: "Pool.UserPoolTags",
  id: "Id",
  title: "Name",
  arn: "arn:{P}:cognito-idp:{R}:{O}:userpool/{Id}",
  properties: {
    users: number("Pool.EstimatedNumberOfUsers", { isVolatile: true }),
    mfa: text("Pool.MfaConfiguration", { label: "MFA" }),
    protection: text("Pool.DeletionProtection", { label: "Deletion protection" }),
    tier: text("Pool.UserPoolTier"),
    domains: texts("Pool.CustomDomain | Pool.Domain"),
    functions: texts("Pool.LambdaConfig{}", { isReference: true, via: functionsOf }),
    created_at: time("CreationDate"),
  },
  console: "/cognito/v2/idp/user-pools/{id}/users?region={R}",
})
