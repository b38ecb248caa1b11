import { cognitoIdentity } from "@/lib/aws/services/cognito-identity"
import { defineType, flag, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const cognitoIdentityPool = defineType({
  type: "cognito_identity_pool",
  name: "Cognito Identity Pools",
  view: "cognito_identity_pools",
  description: "AWS credentials for an app's users",
  category: "Security",
  icon: icons.people,
  service: cognitoIdentity,
  list: {
    ...{ operation: "ListIdentityPools", items: "IdentityPools" },
    size: { member: "MaxResults", most: 60, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      ...{ operation: "DescribeIdentityPool", input: { IdentityPoolId: "{IdentityPoolId}" }, as: "Pool" },
    },
  ],
  tags: "Pool.IdentityPoolTags",
  id: "IdentityPoolId",
  title: "IdentityPoolName",
  arn: "arn:{P}:cognito-identity:{R}:{O}:identitypool/{IdentityPoolId}",
  properties: {
    guests: flag("Pool.AllowUnauthenticatedIdentities", { label: "Guests allowed" }),
    classic_flow: flag("Pool.AllowClassicFlow"),
    user_pools: texts("Pool.CognitoIdentityProviders[].ProviderName"),
    oidc_providers: texts("Pool.OpenIdConnectProviderARNs[]", { label: "OIDC providers", isReference: true }),
    saml_providers: texts("Pool.SamlProviderARNs[]", { label: "SAML providers", isReference: true }),
    developer_provider: text("Pool.DeveloperProviderName"),
  },
  console: "/cognito/v2/identity/identity-pools/{id}/user-statistics?region={R}",
})
