import { iam } from "@/lib/aws/services/iam"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const iamInstanceProfile = defineType({
  type: "iam_instance_profile",
  name: "Instance Profiles",
  view: "iam_instance_profiles",
  description: "The roles of instances",
  category: "Security",
  icon: icons.person,
  service: iam,
  scope: "global",
  list: {
    operation: "ListInstanceProfiles",
    items: "InstanceProfiles",
    size: { member: "MaxItems", most: 1000, fewest: 1 },
  },
  tags: {
    ...{ index: "iam:instance-profile", made: "CreateDate" },
    ...{ operation: "ListInstanceProfileTags", input: { InstanceProfileName: "{InstanceProfileName}" }, tags: "Tags" },
  },
  id: "InstanceProfileName",
  title: "InstanceProfileName",
  arn: "{Arn}",
  arnForm: "iam::*:instance-profile/(?:.+/)?(?<id>[^/]+)",
  birth: "InstanceProfileId",
  properties: {
    roles: texts("Roles[].Arn", { isReference: true }),
    path: text("Path"),
    instance_profile_id: text("InstanceProfileId", { label: "Instance profile ID" }),
    created_at: time("CreateDate"),
  },
  console: "/iam/home#/roles",
})
