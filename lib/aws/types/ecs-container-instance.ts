import { clusters, ecs } from "@/lib/aws/services/ecs"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const ecsContainerInstance = defineType({
  type: "ecs_container_instance",
  name: "ECS Container Instances",
  view: "ecs_container_instances",
  description: "Machines of ECS clusters",
  category: "Compute",
  icon: icons.gear,
  service: ecs,
  parent: { ...clusters, title: "item!/", gone: /^ClusterNotFound/ },
  list: {
    ...{ operation: "ListContainerInstances", items: "containerInstanceArns", input: { cluster: "{parent.item}" } },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      ...{ operation: "DescribeContainerInstances", input: { cluster: "{parent.item}", include: ["TAGS"] } },
      ...{ as: "instance", ids: "containerInstances", most: 100, id: "item" },
      ...{ list: "containerInstances", key: "containerInstanceArn", missing: "failures[reason=MISSING].arn" },
    },
  ],
  tags: "instance.tags",
  id: "{parent.item!/}/{item!/}",
  title: "item!/",
  arn: "{item}",
  arnForm: "ecs:*:*:container-instance/(?<id>[^/]+/[^/]+)",
  status: "instance.status",
  properties: {
    instance: text("instance.ec2InstanceId", { isReference: true }),
    running_tasks: number("instance.runningTasksCount", { isVolatile: true }),
    agent_version: text("instance.versionInfo.agentVersion", { isVolatile: true }),
    agent_connected: flag("instance.agentConnected"),
    cluster: text("parent.item", { isReference: true }),
    capacity_provider: text("instance.capacityProviderName"),
    registered_at: time("instance.registeredAt", { label: "Registered" }),
  },
  console: "/ecs/v2/clusters?region={R}",
})
