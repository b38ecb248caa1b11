import { isOpen } from "@/lib/aws/read/texts"
import { opensearch } from "@/lib/aws/services/opensearch"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

function isOpenDomain(domain: unknown): boolean | null {
  const { VPCOptions, AccessPolicies } = (domain ?? {}) as { VPCOptions?: object; AccessPolicies?: string }
  return VPCOptions ? false : isOpen(AccessPolicies ? [AccessPolicies] : [])
}

export const opensearchDomain = defineType({
  type: "opensearch_domain",
  name: "OpenSearch Domains",
  view: "opensearch_domains",
  description: "OpenSearch and Elasticsearch",
  category: "Database",
  icon: icons.search,
  service: opensearch,
  list: { operation: "ListDomainNames", items: "DomainNames" },
  details: [
    {
      ...{ operation: "DescribeDomains", as: "Domain" },
      ...{ ids: "DomainNames", most: 5, id: "DomainName", list: "DomainStatusList", key: "DomainName" },
    },
  ],
  tags: {
    index: "es:domain",
    ...{ operation: "ListTags", input: { ARN: "arn:{P}:es:{R}:{O}:domain/{DomainName}" }, tags: "TagList" },
  },
  id: "DomainName",
  title: "DomainName",
  arn: "arn:{P}:es:{R}:{O}:domain/{DomainName}",
  arnForm: "es:*:*:domain/(?<id>[^/]+)",
  status: "Domain.DomainProcessingStatus",
  vpc: "Domain.VPCOptions.VPCId",
  properties: {
    engine_version: text("Domain.EngineVersion"),
    instance_count: number("Domain.ClusterConfig.InstanceCount"),
    // In a VPC, security groups decide who comes in.
    is_open: flag("Domain", { label: "Open to everybody", via: ([domain]) => isOpenDomain(domain) }),
    endpoints: texts("Domain.Endpoint | Domain.Endpoints{}"),
    instance_type: text("Domain.ClusterConfig.InstanceType", { isIndexed: true }),
    volume_size: number("Domain.EBSOptions.VolumeSize", { unit: "GiB" }),
    at_rest_encryption: flag("Domain.EncryptionAtRestOptions.Enabled"),
    node_encryption: flag("Domain.NodeToNodeEncryptionOptions.Enabled"),
    enforce_https: flag("Domain.DomainEndpointOptions.EnforceHTTPS", { label: "HTTPS only" }),
    tls_policy: text("Domain.DomainEndpointOptions.TLSSecurityPolicy", { label: "TLS policy" }),
    subnets: texts("Domain.VPCOptions.SubnetIds[]", { isReference: true }),
    security_groups: texts("Domain.VPCOptions.SecurityGroupIds[]", { isReference: true }),
    kms_key: text("Domain.EncryptionAtRestOptions.KmsKeyId", { label: "KMS key", isReference: true }),
  },
  publicWhen: { property: "is_open", is: true },
  console: "/aos/home?region={R}#opensearch/domains/{id}",
})
