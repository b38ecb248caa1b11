import { apiGateway } from "@/lib/aws/services/api-gateway"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const apiDomain = defineType({
  type: "api_domain",
  name: "API Domains",
  view: "api_domains",
  description: "Names of one's own for APIs",
  category: "Integration",
  icon: icons.globe,
  service: apiGateway,
  actions: { GetDomainNames: "apigateway:GET" },
  list: { operation: "GetDomainNames", items: "items", size: { member: "limit", most: 500, fewest: 1 } },
  tags: "tags",
  id: "domainName",
  title: "domainName",
  arn: "arn:{P}:apigateway:{R}::/domainnames/{domainName}",
  arnForm: "apigateway:*::/domainnames/(?<id>[^/]+)",
  status: "domainNameStatus",
  properties: {
    endpoint_types: texts("endpointConfiguration.types[]"),
    security_policy: text("securityPolicy"),
    target_domain: text("regionalDomainName | distributionDomainName", { label: "Leads to" }),
    certificate: text("regionalCertificateArn | certificateArn", { isReference: true }),
    mutual_tls: text("mutualTlsAuthentication.truststoreUri", { label: "Trust store of mutual TLS" }),
    uploaded_at: time("certificateUploadDate"),
  },
  console: "/apigateway/main/publish/domain-names?domain={id}&region={R}",
})
