import { logGroupOf } from "@/lib/aws/read/texts"
import { cloudtrail } from "@/lib/aws/services/cloudtrail"
import { defineType, flag, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const cloudtrailTrail = defineType({
  type: "cloudtrail_trail",
  name: "CloudTrail Trails",
  view: "cloudtrail_trails",
  description: "Who did what",
  category: "Management",
  icon: icons.scroll,
  service: cloudtrail,
  // Shadow trails are listed in every region, and hide an organisation's trail from its members where they are left out.
  list: { operation: "DescribeTrails", items: "trailList", input: { includeShadowTrails: true } },
  where: { path: "HomeRegion", is: "{R}" },
  details: [{ gone: /^TrailNotFound/, operation: "GetTrailStatus", input: { Name: "{TrailARN}" }, as: "Status" }],
  tags: {
    ...{ refused: /^ResourceNotFound/, operation: "ListTags", ids: "ResourceIdList", most: 20, id: "TrailARN" },
    ...{ list: "ResourceTagList", key: "ResourceId", tags: "TagsList" },
  },
  // An organisation's trail may be called as one's own.
  id: "{TrailARN@account}/{Name}",
  owner: "TrailARN@account",
  title: "Name",
  arn: "{TrailARN}",
  arnForm: { form: "cloudtrail:*:*:trail/(?<name>.+)", id: ({ account, name }) => `${account}/${name}` },
  properties: {
    is_logging: flag("Status.IsLogging", { label: "Logging" }),
    multi_region: flag("IsMultiRegionTrail"),
    bucket: text("S3BucketName", { to: { types: ["s3"] } }),
    organization: flag("IsOrganizationTrail", { label: "Of the organisation" }),
    validation: flag("LogFileValidationEnabled", { label: "Log file validation" }),
    global_events: flag("IncludeGlobalServiceEvents"),
    log_group: text("CloudWatchLogsLogGroupArn", { isReference: true, via: logGroupOf }),
    topic: text("SnsTopicARN", { isReference: true }),
    role: text("CloudWatchLogsRoleArn", { isReference: true }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
  },
  console: "/cloudtrailv2/home?region={R}#/trails/{arn}",
})
