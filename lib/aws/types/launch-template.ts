import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const DATA = "Versions[].LaunchTemplateData"

export const launchTemplate = defineType({
  type: "launch_template",
  name: "Launch Templates",
  view: "launch_templates",
  description: "How instances are started",
  category: "Compute",
  icon: icons.stack,
  service: ec2,
  list: {
    ...{ operation: "DescribeLaunchTemplates", items: "LaunchTemplates", input: { IncludeManagedResources: true } },
    size: { member: "MaxResults", most: 200, fewest: 1 },
  },
  // Without a template, AWS lists the default version of all of them.
  join: {
    ...{ operation: "DescribeLaunchTemplateVersions", items: "LaunchTemplateVersions" },
    input: { Versions: ["$Default"], IncludeManagedResources: true },
    size: { member: "MaxResults", most: 200, fewest: 1 },
    ...{ key: "LaunchTemplateId", id: "LaunchTemplateId", as: "Versions" },
  },
  tags: "Tags",
  id: "LaunchTemplateId",
  title: "LaunchTemplateName",
  arn: "arn:{P}:ec2:{R}:{O}:launch-template/{LaunchTemplateId}",
  columns: ["instance_types", "images", "http_tokens", "latest_version_number"],
  properties: {
    instance_types: texts(`${DATA}.InstanceType`),
    images: texts(`${DATA}.ImageId`, { isReference: true }),
    http_tokens: texts(`${DATA}.MetadataOptions.HttpTokens`, { label: "IMDSv2" }),
    default_version_number: number("DefaultVersionNumber", { label: "Default version" }),
    latest_version_number: number("LatestVersionNumber", { label: "Latest version" }),
    key_names: texts(`${DATA}.KeyName`, { label: "Key pairs" }),
    security_groups: texts(`${DATA}.SecurityGroupIds[] | ${DATA}.NetworkInterfaces[].Groups[]`, { isReference: true }),
    instance_profiles: texts(`${DATA}.IamInstanceProfile.Arn | ${DATA}.IamInstanceProfile.Name`, {
      to: { types: ["iam_instance_profile"] },
    }),
    created_by: text("CreatedBy"),
    created_at: time("CreateTime"),
    managed_by: text("Operator.Principal"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/ec2/home?region={R}#LaunchTemplateDetails:launchTemplateId={id}",
})
