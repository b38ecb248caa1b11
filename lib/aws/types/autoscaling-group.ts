import { autoScaling } from "@/lib/aws/services/auto-scaling"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const split = ([list]: readonly unknown[]): string[] =>
  String(list ?? "")
    .split(",")
    .flatMap((id) => id.trim() || [])
    .sort()

export const autoscalingGroup = defineType({
  type: "autoscaling_group",
  name: "Auto Scaling Groups",
  view: "autoscaling_groups",
  description: "Instances by demand",
  category: "Compute",
  icon: icons.stack,
  service: autoScaling,
  list: {
    operation: "DescribeAutoScalingGroups",
    items: "AutoScalingGroups",
    size: { member: "MaxRecords", most: 100, fewest: 1 },
  },
  tags: "Tags",
  id: "AutoScalingGroupName",
  title: "AutoScalingGroupName",
  arn: "{AutoScalingGroupARN}",
  arnForm: "autoscaling:*:*:autoScalingGroup:[^:]+:autoScalingGroupName/(?<id>.+)",
  birth: "AutoScalingGroupARN",
  // AWS says it of a group that is being deleted alone.
  status: "Status",
  usualStatus: "active",
  properties: {
    min: number("MinSize"),
    desired: number("DesiredCapacity", { isVolatile: true }),
    max: number("MaxSize"),
    launch_template: text(
      "LaunchTemplate.LaunchTemplateId | MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId",
      { isReference: true },
    ),
    launch_configuration: text("LaunchConfigurationName", { isReference: true }),
    instances: texts("Instances[].InstanceId", { isVolatile: true, isReference: true }),
    subnets: texts("VPCZoneIdentifier", { isReference: true, via: split }),
    target_groups: texts("TargetGroupARNs[]", { isReference: true }),
    health_check: text("HealthCheckType"),
    suspended: texts("SuspendedProcesses[].ProcessName", { label: "Suspended processes" }),
    role: text("ServiceLinkedRoleARN", { isReference: true }),
    created_at: time("CreatedTime"),
  },
  console: "/ec2/home?region={R}#AutoScalingGroupDetails:id={id}",
})
