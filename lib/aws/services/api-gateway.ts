import type { Service } from "@/lib/aws/types/contract"

/** API Gateway quotas: management calls, 10 a second and 40 at once. */
export const apiGateway: Service = {
  name: "API Gateway",
  prefix: "apigateway",
  client: "APIGatewayClient",
  package: "@aws-sdk/client-api-gateway",
  sdk: () => import("@/lib/aws/services/sdk/api-gateway"),
  rate: { of: "API Gateway", burst: 40, perSecond: 10 },
}
