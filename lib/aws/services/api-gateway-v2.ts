import type { Service } from "@/lib/aws/types/contract"

/** API Gateway Developer Guide, "Quotas": 10 a second of an account, all management calls together. */
export const apiGatewayV2: Service = {
  name: "API Gateway",
  prefix: "apigateway",
  client: "ApiGatewayV2Client",
  package: "@aws-sdk/client-apigatewayv2",
  sdk: () => import("@/lib/aws/services/sdk/apigatewayv2"),
  rate: { of: "API Gateway", burst: 40, perSecond: 10 },
}
