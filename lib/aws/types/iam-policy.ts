import { authorizationDetails, iam } from "@/lib/aws/services/iam"
import { defineType, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamPolicy = defineType({
  type: "iam_policy",
  name: "IAM Policies",
  view: "iam_policies",
  description: "Permissions that the account wrote itself",
  category: "Security",
  icon: icons.scroll,
  service: iam,
  scope: "global",
  list: authorizationDetails("LocalManagedPolicy", "Policies"),
  tags: {
    index: "iam:policy",
    made: "CreateDate",
    operation: "ListPolicyTags",
    input: { PolicyArn: "{Arn}" },
    tags: "Tags",
  },
  id: "Arn!/",
  title: "Arn!/",
  arn: "{Arn}",
  arnForm: "iam::*:policy/(?:.+/)?(?<id>[^/]+)",
  birth: "PolicyId",
  properties: {
    attachment_count: number("AttachmentCount", { label: "Attached to", isVolatile: true }),
    boundary_uses: number("PermissionsBoundaryUsageCount", { label: "Used as a boundary", isVolatile: true }),
    default_version: text("DefaultVersionId"),
    updated_at: time("UpdateDate"),
    description: text("Description"),
    path: text("Path"),
    policy_id: text("PolicyId", { label: "Policy ID" }),
    created_at: time("CreateDate"),
  },
  console: "/iam/home#/policies/details/{arn}",
})
