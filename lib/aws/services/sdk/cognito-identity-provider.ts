export {
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  ListUserPoolsCommand,
  paginateListUserPools,
} from "@aws-sdk/client-cognito-identity-provider"
