import { logs } from "@/lib/aws/services/logs"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const logGroup = defineType({
  type: "log_group",
  name: "Log Groups",
  view: "log_groups",
  description: "Logs that CloudWatch keeps",
  category: "Management",
  icon: icons.scroll,
  service: logs,
  list: { operation: "DescribeLogGroups", items: "logGroups", size: { member: "limit", most: 50, fewest: 1 } },
  tags: {
    ...{ index: "logs:log-group", made: "creationTime" },
    ...{ operation: "ListTagsForResource", input: { resourceArn: "{logGroupArn}" }, tags: "tags" },
  },
  id: "logGroupName",
  title: "logGroupName",
  arn: "{logGroupArn}",
  arnForm: "logs:*:*:log-group:(?<id>[^:]+)",
  birth: "creationTime",
  properties: {
    retention_days: number("retentionInDays", { label: "Retention", unit: "days" }),
    never_expires: flag("retentionInDays", { via: (found) => found.length === 0 }),
    stored: number("storedBytes", { unit: "bytes", isVolatile: true }),
    log_class: text("logGroupClass", { label: "Class" }),
    metric_filters: number("metricFilterCount"),
    data_protection: text("dataProtectionStatus"),
    kms_key: text("kmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("creationTime"),
  },
  console: "/cloudwatch/home?region={R}#logsV2:log-groups/log-group/{id}",
})
