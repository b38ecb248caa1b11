import { sagemaker } from "@/lib/aws/services/sagemaker"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const sagemakerDomain = defineType({
  type: "sagemaker_domain",
  name: "SageMaker Domains",
  view: "sagemaker_domains",
  description: "Where people use SageMaker Studio",
  category: "Machine learning",
  icon: icons.notebook,
  service: sagemaker,
  list: { operation: "ListDomains", items: "Domains", size: { member: "MaxResults", most: 100, fewest: 1 } },
  details: [
    {
      gone: /^ResourceNotFound/,
      ...{ operation: "DescribeDomain", input: { DomainId: "{DomainId}" }, as: "Domain" },
    },
  ],
  tags: {
    ...{ index: "sagemaker:domain", made: "CreationTime" },
    ...{ operation: "ListTags", input: { ResourceArn: "{DomainArn}" }, tags: "Tags" },
  },
  id: "DomainId",
  title: "DomainName",
  arn: "{DomainArn}",
  arnForm: "sagemaker:*:*:domain/(?<id>.+)",
  status: "Status",
  vpc: "Domain.VpcId",
  properties: {
    sign_in: text("Domain.AuthMode", { label: "Sign-in" }),
    network_access: text("Domain.AppNetworkAccessType"),
    subnets: texts("Domain.SubnetIds[]", { isReference: true }),
    role: text("Domain.DefaultUserSettings.ExecutionRole", { isReference: true }),
    security_groups: texts("Domain.DefaultUserSettings.SecurityGroups[]", { isReference: true }),
    kms_key: text("Domain.KmsKeyId", { label: "KMS key", isReference: true }),
    url: text("Url", { label: "URL" }),
    created_at: time("CreationTime"),
  },
  console: "/sagemaker/home?region={R}#/studio/{id}",
})
