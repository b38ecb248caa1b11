import { trusted } from "@/lib/aws/read/texts"
import { authorizationDetails, iam } from "@/lib/aws/services/iam"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamRole = defineType({
  type: "iam_role",
  name: "IAM Roles",
  view: "iam_roles",
  description: "What services and people may become",
  category: "Security",
  icon: icons.person,
  service: iam,
  scope: "global",
  list: authorizationDetails("Role", "RoleDetailList"),
  tags: "Tags",
  id: "RoleName",
  title: "RoleName",
  arn: "{Arn}",
  arnForm: "iam::*:role/(?:.+/)?(?<id>[^/]+)",
  birth: "RoleId",
  properties: {
    trusts: texts("AssumeRolePolicyDocument", { label: "Trusted by", isReference: true, via: trusted }),
    last_used: time("RoleLastUsed.LastUsedDate", { isVolatile: true }),
    policies: texts("AttachedManagedPolicies[].PolicyArn", { isReference: true }),
    inline_policies: texts("RolePolicyList[].PolicyName"),
    boundary: text("PermissionsBoundary.PermissionsBoundaryArn", { label: "Permissions boundary", isReference: true }),
    instance_profiles: texts("InstanceProfileList[].Arn", { isReference: true }),
    service_linked: flag("Path", { via: ([path]) => String(path).startsWith("/aws-service-role/") }),
    last_used_region: text("RoleLastUsed.Region", { isVolatile: true }),
    path: text("Path"),
    role_id: text("RoleId", { label: "Role ID" }),
    created_at: time("CreateDate"),
  },
  managedWhen: [{ property: "service_linked", is: [true] }],
  console: "/iam/home#/roles/details/{id}",
})
