export {
  CognitoIdentityClient,
  DescribeIdentityPoolCommand,
  ListIdentityPoolsCommand,
  paginateListIdentityPools,
} from "@aws-sdk/client-cognito-identity"
