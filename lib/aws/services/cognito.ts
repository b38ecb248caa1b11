import type { Service } from "@/lib/aws/types/contract"

export const cognito: Service = {
  name: "Cognito",
  prefix: "cognito-idp",
  client: "CognitoIdentityProviderClient",
  package: "@aws-sdk/client-cognito-identity-provider",
  sdk: () => import("@/lib/aws/services/sdk/cognito-identity-provider"),
}
