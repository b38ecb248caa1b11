export {
  APIGatewayClient,
  GetDomainNamesCommand,
  GetRestApisCommand,
  GetStagesCommand,
  paginateGetDomainNames,
  paginateGetRestApis,
} from "@aws-sdk/client-api-gateway"
