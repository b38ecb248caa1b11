export { ApiGatewayV2Client, GetApisCommand } from "@aws-sdk/client-apigatewayv2"
