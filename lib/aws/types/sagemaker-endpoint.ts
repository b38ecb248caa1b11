import { sagemaker } from "@/lib/aws/services/sagemaker"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** All variants' machines together; a serverless one has none. */
const instancesOf = (variants: readonly unknown[]): number =>
  variants.reduce<number>(
    (sum, one) => sum + Number((one as { CurrentInstanceCount?: number }).CurrentInstanceCount ?? 0),
    0,
  )

export const sagemakerEndpoint = defineType({
  type: "sagemaker_endpoint",
  name: "SageMaker Endpoints",
  view: "sagemaker_endpoints",
  description: "Models that answer requests",
  category: "Machine learning",
  icon: icons.brain,
  service: sagemaker,
  list: { operation: "ListEndpoints", items: "Endpoints", size: { member: "MaxResults", most: 100, fewest: 1 } },
  details: [
    {
      gone: /^ValidationException: Could not find endpoint/,
      ...{ operation: "DescribeEndpoint", input: { EndpointName: "{EndpointName}" }, as: "Endpoint" },
    },
  ],
  tags: {
    ...{ index: "sagemaker:endpoint", made: "CreationTime" },
    ...{ operation: "ListTags", input: { ResourceArn: "{EndpointArn}" }, tags: "Tags" },
  },
  id: "EndpointName",
  title: "EndpointName",
  arn: "{EndpointArn}",
  arnForm: "sagemaker:*:*:endpoint/(?<id>.+)",
  birth: "CreationTime",
  status: "EndpointStatus",
  passing: ["Updating", "SystemUpdating"],
  properties: {
    instance_count: number("Endpoint.ProductionVariants[]", { isVolatile: true, via: instancesOf }),
    configuration: text("Endpoint.EndpointConfigName"),
    modified_at: time("LastModifiedTime", { isVolatile: true }),
    variants: texts("Endpoint.ProductionVariants[].VariantName"),
    failure: text("Endpoint.FailureReason"),
    created_at: time("CreationTime"),
  },
  console: "/sagemaker/home?region={R}#/endpoints/{id}",
})
