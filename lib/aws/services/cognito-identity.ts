import type { Service } from "@/lib/aws/types/contract"

export const cognitoIdentity: Service = {
  name: "Cognito",
  prefix: "cognito-identity",
  client: "CognitoIdentityClient",
  package: "@aws-sdk/client-cognito-identity",
  sdk: () => import("@/lib/aws/services/sdk/cognito-identity"),
}
