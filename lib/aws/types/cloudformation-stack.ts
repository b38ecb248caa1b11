import { cloudformation } from "@/lib/aws/services/cloudformation"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const cloudformationStack = defineType({
  type: "cloudformation_stack",
  name: "CloudFormation Stacks",
  view: "cloudformation_stacks",
  description: "What was made from a template",
  category: "Management",
  icon: icons.stack,
  service: cloudformation,
  list: { operation: "DescribeStacks", items: "Stacks" },
  // Without a name, DescribeStacks asks for the permission of ListStacks as well.
  moreActions: ["cloudformation:ListStacks"],
  gone: ["delete_complete"],
  details: [
    {
      ...{
        gone: /^ValidationError.*does not exist/,
        operation: "ListStackResources",
        input: { StackName: "{StackId}" },
      },
      ...{ list: "StackResourceSummaries", as: "Resources" },
    },
  ],
  tags: "Tags",
  id: "StackName",
  title: "StackName",
  arn: "{StackId}",
  arnForm: "cloudformation:*:*:stack/(?<id>[^/]+)/[^/]+",
  birth: "StackId",
  status: "StackStatus",
  properties: {
    updated_at: time("LastUpdatedTime"),
    drift: text("DriftInformation.StackDriftStatus"),
    resources: texts("Resources[].PhysicalResourceId", { isReference: true }),
    termination_protection: flag("EnableTerminationProtection"),
    capabilities: texts("Capabilities[]"),
    description: text("Description"),
    role: text("RoleARN", { isReference: true }),
    parent_stack: text("ParentId", { isReference: true }),
    topics: texts("NotificationARNs[]", { label: "Notifies", isReference: true }),
    created_at: time("CreationTime"),
  },
  console: "/cloudformation/home?region={R}#/stacks/stackinfo?stackId={arn}",
})
