import { batch } from "@/lib/aws/services/batch"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const batchEnvironment = defineType({
  type: "batch_environment",
  name: "Batch Compute Environments",
  view: "batch_environments",
  description: "Where batch jobs run",
  category: "Compute",
  icon: icons.stack,
  service: batch,
  list: {
    ...{ operation: "DescribeComputeEnvironments", items: "computeEnvironments" },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  tags: "tags",
  id: "computeEnvironmentName",
  title: "computeEnvironmentName",
  arn: "{computeEnvironmentArn}",
  arnForm: "batch:*:*:compute-environment/(?<id>.+)",
  birth: "uuid",
  status: "status",
  gone: ["deleted"],
  properties: {
    compute: text("computeResources.type"),
    most_vcpus: number("computeResources.maxvCpus", { label: "Maximum vCPUs" }),
    enabled: flag("state", { via: ([state]) => (state ? state === "ENABLED" : null) }),
    environment_type: text("type", { label: "Management" }),
    instance_types: texts("computeResources.instanceTypes[]"),
    subnets: texts("computeResources.subnets[]", { isReference: true }),
    security_groups: texts("computeResources.securityGroupIds[]", { isReference: true }),
    role: text("serviceRole", { isReference: true }),
    ecs_cluster: text("ecsClusterArn", { label: "ECS cluster", isReference: true }),
  },
  console: "/batch/home?region={R}#compute-environments/ec2/detail/{arn}",
})
