export {
  APIGatewayClient,
  GetRestApisCommand,
  GetStagesCommand,
  paginateGetRestApis,
} from "@aws-sdk/client-api-gateway"
