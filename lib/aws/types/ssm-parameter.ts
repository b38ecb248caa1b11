import { ssm } from "@/lib/aws/services/ssm"
import { defineType, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

/** What a parameter is, never its value. */
export const ssmParameter = defineType({
  type: "ssm_parameter",
  name: "SSM Parameters",
  view: "ssm_parameters",
  description: "Names of settings and secrets",
  category: "Management",
  icon: icons.sliders,
  service: ssm,
  list: { operation: "DescribeParameters", items: "Parameters", size: { member: "MaxResults", most: 50, fewest: 1 } },
  tags: {
    ...{ index: "ssm:parameter", made: "LastModifiedDate", operation: "ListTagsForResource" },
    ...{ input: { ResourceType: "Parameter", ResourceId: "{Name}" }, tags: "TagList" },
  },
  id: "Name",
  title: "Name",
  arn: "{ARN}",
  arnKind: "ssm:parameter",
  properties: {
    parameter_type: text("Type", { label: "Kind", isIndexed: true }),
    tier: text("Tier"),
    modified_at: time("LastModifiedDate"),
    parameter_version: number("Version", { label: "Version" }),
    modified_by: text("LastModifiedUser", { isReference: true }),
    data_type: text("DataType"),
    description: text("Description"),
    kms_key: text("KeyId", { label: "KMS key", isReference: true }),
  },
  console: "/systems-manager/parameters/{id}/description?region={R}",
})
