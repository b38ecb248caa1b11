import { appsync } from "@/lib/aws/services/appsync"
import { defineType, flag, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const graphqlApi = defineType({
  type: "graphql_api",
  name: "GraphQL APIs",
  view: "graphql_apis",
  description: "Interfaces of AppSync",
  category: "Integration",
  icon: icons.plug,
  service: appsync,
  list: { operation: "ListGraphqlApis", items: "graphqlApis", size: { member: "maxResults", most: 25, fewest: 1 } },
  tags: "tags",
  id: "apiId",
  title: "name",
  arn: "{arn}",
  arnForm: "appsync:*:*:apis/(?<id>[^/]+)",
  properties: {
    authentication_type: text("authenticationType"),
    visibility: text("visibility"),
    log_level: text("logConfig.fieldLogLevel"),
    addresses: texts("uris{}", { label: "Endpoints" }),
    more_authentication: texts("additionalAuthenticationProviders[].authenticationType"),
    xray: flag("xrayEnabled", { label: "X-Ray" }),
    web_acl: text("wafWebAclArn", { label: "Web ACL", isReference: true }),
    log_role: text("logConfig.cloudWatchLogsRoleArn", { isReference: true }),
  },
  console: "/appsync/home?region={R}#/{id}/v1/home",
})
