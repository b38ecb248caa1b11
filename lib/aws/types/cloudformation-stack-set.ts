import { cloudformation } from "@/lib/aws/services/cloudformation"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const cloudformationStackSet = defineType({
  type: "cloudformation_stack_set",
  name: "Stack Sets",
  view: "cloudformation_stack_sets",
  description: "Stacks in many accounts and regions",
  category: "Management",
  icon: icons.stack,
  service: cloudformation,
  // Deleted ones stay listed for ninety days.
  list: {
    ...{ operation: "ListStackSets", items: "Summaries", input: { Status: "ACTIVE" } },
    size: { member: "MaxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "DescribeStackSet", input: { StackSetName: "{StackSetName}" }, item: "StackSet", as: "set" },
      gone: /^StackSetNotFound/,
    },
  ],
  tags: "set.Tags",
  id: "StackSetName",
  title: "StackSetName",
  arn: "arn:{P}:cloudformation:{R}:{O}:stackset/{StackSetId}",
  arnForm: "cloudformation:*:*:stackset/(?<id>[^:]+):[^:]+",
  birth: "StackSetId",
  status: "Status",
  properties: {
    permission_model: text("PermissionModel"),
    drift: text("DriftStatus"),
    auto_deployment: flag("AutoDeployment.Enabled"),
    regions: texts("set.Regions[]"),
    organizational_units: texts("set.OrganizationalUnitIds[]"),
    role: text("set.AdministrationRoleARN", { isReference: true }),
    capabilities: texts("set.Capabilities[]"),
    description: text("Description"),
    drift_checked: time("LastDriftCheckTimestamp", { isVolatile: true }),
  },
  console: "/cloudformation/home?region={R}#/stacksets",
})
