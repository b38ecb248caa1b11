import { functionsOf } from "@/lib/aws/read/texts"
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
    ...{ index: "cloudfront:distribution", made: "LastModifiedTime" },
    ...{ operation: "ListTagsForResource", input: { Resource: "{ARN}" }, tags: "Tags.Items" },
  },
  id: "Id",
  title: "Aliases.Items[] | DomainName",
  arn: "{ARN}",
  arnForm: "cloudfront::*:distribution/(?<id>.+)",
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
    other_viewer_protocols: texts("CacheBehaviors.Items[].ViewerProtocolPolicy"),
    minimum_tls: text("ViewerCertificate.MinimumProtocolVersion", { label: "Minimum TLS" }),
    certificate: text("ViewerCertificate.ACMCertificateArn", { isReference: true }),
    functions: texts("DefaultCacheBehavior.LambdaFunctionAssociations.Items[].LambdaFunctionARN", {
      label: "Lambda@Edge",
      isReference: true,
      via: functionsOf,
    }),
    other_functions: texts("CacheBehaviors.Items[].LambdaFunctionAssociations.Items[].LambdaFunctionARN", {
      label: "Lambda@Edge of other paths",
      isReference: true,
      via: functionsOf,
    }),
    edge_functions: texts("DefaultCacheBehavior.FunctionAssociations.Items[].FunctionARN", {
      label: "CloudFront functions",
    }),
    comment: text("Comment"),
    modified_at: time("LastModifiedTime"),
  },
  publicWhen: { property: "enabled", is: true },
  console: "/cloudfront/v4/home#/distributions/{id}",
})
