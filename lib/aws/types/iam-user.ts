import { authorizationDetails, iam } from "@/lib/aws/services/iam"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamUser = defineType({
  type: "iam_user",
  name: "IAM Users",
  view: "iam_users",
  description: "People and programs with keys of their own",
  category: "Security",
  icon: icons.person,
  service: iam,
  scope: "global",
  list: authorizationDetails("User", "UserDetailList"),
  tags: "Tags",
  id: "UserName",
  title: "UserName",
  arn: "{Arn}",
  arnForm: "iam::*:user/(?:.+/)?(?<id>[^/]+)",
  birth: "UserId",
  properties: {
    groups: texts("GroupList[]", { to: { types: ["iam_group"] } }),
    policies: texts("AttachedManagedPolicies[].PolicyArn", { isReference: true }),
    inline_policies: texts("UserPolicyList[].PolicyName"),
    boundary: text("PermissionsBoundary.PermissionsBoundaryArn", { label: "Permissions boundary", isReference: true }),
    path: text("Path"),
    user_id: text("UserId", { label: "User ID" }),
    created_at: time("CreateDate"),
  },
  console: "/iam/home#/users/details/{id}",
})
