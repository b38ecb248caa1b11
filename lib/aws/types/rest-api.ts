import { isOpen } from "@/lib/aws/read/texts"
import { apiGateway } from "@/lib/aws/services/api-gateway"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const restApi = defineType({
  type: "rest_api",
  name: "REST APIs",
  view: "rest_apis",
  description: "Interfaces of API Gateway",
  category: "Integration",
  icon: icons.plug,
  service: apiGateway,
  actions: { GetRestApis: "apigateway:GET", GetStages: "apigateway:GET" },
  list: { operation: "GetRestApis", items: "items", size: { member: "limit", most: 500, fewest: 1 } },
  details: [
    { gone: /^NotFoundException/, operation: "GetStages", input: { restApiId: "{id}" }, list: "item", as: "stages" },
  ],
  tags: "tags",
  id: "id",
  title: "name",
  arn: "arn:{P}:apigateway:{R}::/restapis/{id}",
  arnForm: "apigateway:*::/restapis/(?<id>[^/]+)",
  properties: {
    endpoint_types: texts("endpointConfiguration.types[]"),
    stages: texts("stages[].stageName"),
    is_open: flag("policy", { label: "Open to everybody", via: isOpen }),
    default_endpoint_off: flag("disableExecuteApiEndpoint"),
    key_source: text("apiKeySource", { label: "API key source" }),
    vpc_endpoints: texts("endpointConfiguration.vpcEndpointIds[]", { label: "VPC endpoints", isReference: true }),
    web_acls: texts("stages[].webAclArn", { label: "Web ACLs", isReference: true }),
    description: text("description"),
    created_at: time("createdDate"),
  },
  console: "/apigateway/main/apis/{id}/resources?api={id}&region={R}",
})
