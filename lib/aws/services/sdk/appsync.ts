export { AppSyncClient, ListGraphqlApisCommand, paginateListGraphqlApis } from "@aws-sdk/client-appsync"
