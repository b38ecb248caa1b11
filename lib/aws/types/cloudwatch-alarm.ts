import { cloudwatch } from "@/lib/aws/services/cloudwatch"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const cloudwatchAlarm = defineType({
  type: "cloudwatch_alarm",
  name: "CloudWatch Alarms",
  view: "cloudwatch_alarms",
  description: "Metrics with a limit",
  category: "Management",
  icon: icons.bell,
  service: cloudwatch,
  list: {
    ...{ operation: "DescribeAlarms", items: ["MetricAlarms", "CompositeAlarms"] },
    input: { AlarmTypes: ["CompositeAlarm", "MetricAlarm"] },
    size: { member: "MaxRecords", most: 100, fewest: 1 },
  },
  tags: {
    index: "cloudwatch:alarm",
    made: "AlarmConfigurationUpdatedTimestamp",
    operation: "ListTagsForResource",
    input: { ResourceARN: "{AlarmArn}" },
    tags: "Tags",
  },
  id: "AlarmName",
  title: "AlarmName",
  arn: "{AlarmArn}",
  properties: {
    alarm_state: text("StateValue", { label: "State", isVolatile: true }),
    metric: text("MetricName"),
    actions: texts("AlarmActions[]", { isReference: true }),
    namespace: text("Namespace"),
    alarm_rule: text("AlarmRule", { label: "Rule" }),
    // Application Auto Scaling's documentation: do not edit or delete these.
    target_tracking: flag("AlarmName", { via: ([name]) => String(name).startsWith("TargetTracking-") }),
    comparison: text("ComparisonOperator"),
    threshold: number("Threshold"),
    period: number("Period", { unit: "seconds" }),
    statistic: text("Statistic | ExtendedStatistic"),
    actions_enabled: flag("ActionsEnabled"),
    ok_actions: texts("OKActions[]", { label: "OK actions", isReference: true }),
    dimensions: texts("Dimensions[].Value", { isReference: true }),
    metrics: texts("Metrics[].MetricStat.Metric.MetricName"),
    updated_at: time("AlarmConfigurationUpdatedTimestamp"),
  },
  managedWhen: [{ property: "target_tracking", is: [true] }],
  console: "/cloudwatch/home?region={R}#alarmsV2:alarm/{id}",
})
