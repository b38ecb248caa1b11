import { apiGatewayV2 } from "@/lib/aws/services/api-gateway-v2"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const httpApi = defineType({
  type: "http_api",
  name: "HTTP APIs",
  view: "http_apis",
  description: "HTTP and WebSocket interfaces of API Gateway",
  category: "Integration",
  icon: icons.plug,
  service: apiGatewayV2,
  actions: { GetApis: "apigateway:GET" },
  list: {
    ...{ operation: "GetApis", items: "Items", input: { MaxResults: "500" } },
    next: { member: "NextToken", from: "NextToken" },
  },
  tags: "Tags",
  id: "ApiId",
  title: "Name",
  arn: "arn:{P}:apigateway:{R}::/apis/{ApiId}",
  arnForm: "apigateway:*::/apis/(?<id>[^/]+)",
  properties: {
    protocol: text("ProtocolType"),
    endpoint: text("ApiEndpoint"),
    default_endpoint_off: flag("DisableExecuteApiEndpoint"),
    cors_origins: texts("CorsConfiguration.AllowOrigins[]", { label: "CORS origins" }),
    made_by_service: flag("ApiGatewayManaged", { label: "Made by a service" }),
    description: text("Description"),
    created_at: time("CreatedDate"),
  },
  managedWhen: [{ property: "made_by_service", is: [true] }],
  console: "/apigateway/main/api-detail?api={id}&region={R}",
})
