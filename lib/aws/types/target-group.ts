import { elb } from "@/lib/aws/services/elb"
import { defineType, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const targetGroup = defineType({
  type: "target_group",
  name: "Target Groups",
  view: "target_groups",
  description: "What load balancers lead to",
  category: "Networking",
  icon: icons.target,
  service: elb,
  list: {
    operation: "DescribeTargetGroups",
    items: "TargetGroups",
    size: { member: "PageSize", most: 400, fewest: 1 },
  },
  details: [
    {
      ...{
        gone: /^TargetGroupNotFound/,
        operation: "DescribeTargetHealth",
        input: { TargetGroupArn: "{TargetGroupArn}" },
      },
      ...{ list: "TargetHealthDescriptions", as: "Health" },
    },
  ],
  tags: {
    ...{
      refused: /^TargetGroupNotFound/,
      operation: "DescribeTags",
      ids: "ResourceArns",
      most: 20,
      id: "TargetGroupArn",
    },
    ...{ list: "TagDescriptions", key: "ResourceArn", tags: "Tags" },
  },
  id: "TargetGroupName",
  title: "TargetGroupName",
  arn: "{TargetGroupArn}",
  arnForm: "elasticloadbalancing:*:*:targetgroup/(?<id>[^/]+)/[^/]+",
  birth: "TargetGroupArn",
  vpc: "VpcId",
  columns: ["healthy", "target_count", "port", "protocol"],
  properties: {
    healthy: number("Health[TargetHealth.State=healthy].Target.Id", { isVolatile: true, via: (found) => found.length }),
    target_count: number("Health[].Target.Id", {
      label: "Targets in all",
      isVolatile: true,
      via: (found) => found.length,
    }),
    port: number("Port"),
    protocol: text("Protocol"),
    load_balancers: texts("LoadBalancerArns[]", { isReference: true }),
    target_type: text("TargetType", { isIndexed: true }),
    targets: texts("Health[].Target.Id", { isVolatile: true, isReference: true, isAddress: true }),
    health_path: text("HealthCheckPath"),
  },
  console: "/ec2/home?region={R}#TargetGroup:targetGroupArn={arn}",
})
