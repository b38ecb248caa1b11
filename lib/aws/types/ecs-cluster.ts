import { clusters, ecs } from "@/lib/aws/services/ecs"
import { defineType, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const ecsCluster = defineType({
  type: "ecs_cluster",
  name: "ECS Clusters",
  view: "ecs_clusters",
  description: "Where containers run",
  category: "Compute",
  icon: icons.box,
  service: ecs,
  list: clusters,
  details: [
    {
      ...{ operation: "DescribeClusters", input: { include: ["TAGS", "SETTINGS"] }, as: "cluster" },
      ...{
        ids: "clusters",
        most: 100,
        id: "item",
        list: "clusters",
        key: "clusterArn",
        missing: "failures[reason=MISSING].arn",
      },
    },
  ],
  tags: "cluster.tags",
  id: "item!/",
  title: "item!/",
  arn: "{item}",
  arnForm: "ecs:*:*:cluster/(?<id>[^/]+)",
  status: "cluster.status",
  properties: {
    service_count: number("cluster.activeServicesCount", { label: "Services", isVolatile: true }),
    running_tasks: number("cluster.runningTasksCount", { isVolatile: true }),
    pending_tasks: number("cluster.pendingTasksCount", { isVolatile: true }),
    container_instances: number("cluster.registeredContainerInstancesCount", { isVolatile: true }),
    capacity_providers: texts("cluster.capacityProviders[]"),
    container_insights: texts("cluster.settings[name=containerInsights].value"),
    namespace: text("cluster.serviceConnectDefaults.namespace"),
  },
  console: "/ecs/v2/clusters/{id}/services?region={R}",
})
