import { clusters, ecs } from "@/lib/aws/services/ecs"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const NETWORK = "service.networkConfiguration.awsvpcConfiguration"

export const ecsService = defineType({
  type: "ecs_service",
  name: "ECS Services",
  view: "ecs_services",
  description: "Containers that are kept running",
  category: "Compute",
  icon: icons.gear,
  service: ecs,
  parent: { ...clusters, title: "item!/", gone: /^ClusterNotFound/ },
  list: {
    ...{ operation: "ListServices", items: "serviceArns", input: { cluster: "{parent.item}" } },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "DescribeServices", input: { cluster: "{parent.item}", include: ["TAGS"] }, as: "service" },
      ...{
        ids: "services",
        most: 10,
        id: "item",
        list: "services",
        key: "serviceArn",
        missing: "failures[reason=MISSING].arn",
      },
    },
  ],
  tags: "service.tags",
  id: "{parent.item!/}/{item!/}",
  title: "item!/",
  arn: "{item}",
  arnForm: "ecs:*:*:service/(?<id>[^/]+/[^/]+)",
  birth: "service.createdAt",
  status: "service.status",
  properties: {
    running: number("service.runningCount", { isVolatile: true }),
    desired: number("service.desiredCount", { isVolatile: true }),
    launch_type: text("service.launchType"),
    task_definitions: texts("service.taskDefinition | service.taskSets[].taskDefinition", { isReference: true }),
    cluster: text("parent.item", { isReference: true }),
    platform: text("service.platformVersion"),
    scheduling: text("service.schedulingStrategy"),
    execute_command: flag("service.enableExecuteCommand"),
    assign_public_ip: text(`${NETWORK}.assignPublicIp`, { label: "Public IP" }),
    target_groups: texts("service.loadBalancers[].targetGroupArn | service.taskSets[].loadBalancers[].targetGroupArn", {
      isReference: true,
    }),
    subnets: texts(`${NETWORK}.subnets[]`, { isReference: true }),
    security_groups: texts(`${NETWORK}.securityGroups[]`, { isReference: true }),
    role: text("service.roleArn", { isReference: true }),
    created_at: time("service.createdAt"),
  },
  console: "/ecs/v2/clusters?region={R}",
})
