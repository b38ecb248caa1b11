import { eks, eksClusters } from "@/lib/aws/services/eks"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eksNodegroup = defineType({
  type: "eks_nodegroup",
  name: "EKS Node Groups",
  view: "eks_nodegroups",
  description: "Machines of Kubernetes clusters",
  category: "Compute",
  icon: icons.box,
  service: eks,
  parent: { ...eksClusters, title: "item", gone: /^ResourceNotFoundException/ },
  list: {
    ...{ operation: "ListNodegroups", items: "nodegroups", input: { clusterName: "{parent.item}" } },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeNodegroup",
      input: { clusterName: "{parent.item}", nodegroupName: "{item}" },
      item: "nodegroup",
      as: "nodegroup",
    },
  ],
  tags: "nodegroup.tags",
  id: "{parent.item}/{item}",
  title: "item",
  // It ends with an id that only the description has.
  arn: null,
  arnKind: "eks:nodegroup",
  birth: "nodegroup.createdAt",
  status: "nodegroup.status",
  properties: {
    version: text("nodegroup.version"),
    instance_types: texts("nodegroup.instanceTypes[]"),
    desired: number("nodegroup.scalingConfig.desiredSize", { isVolatile: true }),
    min: number("nodegroup.scalingConfig.minSize"),
    max: number("nodegroup.scalingConfig.maxSize"),
    capacity_type: text("nodegroup.capacityType"),
    ami_type: text("nodegroup.amiType", { label: "AMI type" }),
    release: text("nodegroup.releaseVersion"),
    disk_size: number("nodegroup.diskSize", { unit: "GiB" }),
    issues: texts("nodegroup.health.issues[].code"),
    eks_cluster: text("nodegroup.clusterName", { label: "Cluster", to: { types: ["eks_cluster"] } }),
    subnets: texts("nodegroup.subnets[]", { isReference: true }),
    role: text("nodegroup.nodeRole", { isReference: true }),
    scaling_groups: texts("nodegroup.resources.autoScalingGroups[].name", { to: { types: ["autoscaling_group"] } }),
    launch_template: text("nodegroup.launchTemplate.id", { isReference: true }),
    created_at: time("nodegroup.createdAt"),
  },
  console: "/eks/home?region={R}#/clusters",
})
