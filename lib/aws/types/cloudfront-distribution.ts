import { cloudfront } from "@/lib/aws/services/cloudfront"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const cloudfrontDistribution = defineType({
  type: "cloudfront_distribution",
  name: "CloudFront Distributions",
  view: "cloudfront_distributions",
  description: "Content close to its readers",
  category: "Networking",
  icon: icons.globe,
  service: cloudfront,
  scope: "global",
  list: {
    ...{ operation: "ListDistributions", items: "DistributionList.Items", count: "DistributionList.Quantity" },
    size: { member: "MaxItems", most: 100, fewest: 1 },
  },
  tags: {
    index: "cloudfront:distribution",
    ...{ operation: "ListTagsForResource", input: { Resource: "{ARN}" }, tags: "Tags.Items" },
  },
  id: "Id",
  title: "Aliases.Items[] | DomainName",
  arn: "{ARN}",
  status: "Status",
  passing: ["InProgress"],
  properties: {
    aliases: texts("Aliases.Items[]"),
    origins: texts("Origins.Items[].DomainName"),
    web_acl: text("WebACLId", { label: "Web ACL", isReference: true }),
    domain_name: text("DomainName"),
    enabled: flag("Enabled"),
    price_class: text("PriceClass"),
    http_version: text("HttpVersion", { label: "HTTP version" }),
    viewer_protocols: texts("DefaultCacheBehavior.ViewerProtocolPolicy"),
    minimum_tls: text("ViewerCertificate.MinimumProtocolVersion", { label: "Minimum TLS" }),
    certificate: text("ViewerCertificate.ACMCertificateArn", { isReference: true }),
    functions: texts("DefaultCacheBehavior.LambdaFunctionAssociations.Items[].LambdaFunctionARN", {
      isReference: true,
    }),
    other_functions: texts("CacheBehaviors.Items[].LambdaFunctionAssociations.Items[].LambdaFunctionARN", {
      isReference: true,
    }),
    comment: text("Comment"),
    modified_at: time("LastModifiedTime"),
  },
  console: "/cloudfront/v4/home#/distributions/{id}",
})
