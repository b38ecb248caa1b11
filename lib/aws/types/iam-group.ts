import { authorizationDetails, iam } from "@/lib/aws/services/iam"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamGroup = defineType({
  type: "iam_group",
  name: "IAM Groups",
  view: "iam_groups",
  description: "Users with the same permissions",
  category: "Security",
  icon: icons.people,
  service: iam,
  scope: "global",
  list: authorizationDetails("Group", "GroupDetailList"),
  tags: null,
  id: "GroupName",
  title: "GroupName",
  arn: "{Arn}",
  arnForm: "iam::*:group/(?:.+/)?(?<id>[^/]+)",
  birth: "GroupId",
  properties: {
    policies: texts("AttachedManagedPolicies[].PolicyArn", { isReference: true }),
    inline_policies: texts("GroupPolicyList[].PolicyName"),
    path: text("Path"),
    group_id: text("GroupId", { label: "Group ID" }),
    created_at: time("CreateDate"),
  },
  console: "/iam/home#/groups/details/{id}",
})
