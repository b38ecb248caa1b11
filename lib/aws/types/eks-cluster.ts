import { eks } from "@/lib/aws/services/eks"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const eksCluster = defineType({
  type: "eks_cluster",
  name: "EKS Clusters",
  view: "eks_clusters",
  description: "Kubernetes",
  category: "Compute",
  icon: icons.box,
  service: eks,
  // Also clusters elsewhere that are connected.
  list: {
    ...{ operation: "ListClusters", items: "clusters", input: { include: ["all"] } },
    size: { member: "maxResults", most: 100, fewest: 1 },
  },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      operation: "DescribeCluster",
      input: { name: "{item}" },
      item: "cluster",
      as: "cluster",
    },
  ],
  tags: "cluster.tags",
  id: "item",
  title: "item",
  arn: "arn:{P}:eks:{R}:{O}:cluster/{item}",
  birth: "cluster.createdAt",
  status: "cluster.status",
  vpc: "cluster.resourcesVpcConfig.vpcId",
  properties: {
    version: text("cluster.version"),
    support: text("cluster.upgradePolicy.supportType"),
    public_endpoint: flag("cluster.resourcesVpcConfig.endpointPublicAccess"),
    private_endpoint: flag("cluster.resourcesVpcConfig.endpointPrivateAccess"),
    public_cidrs: texts("cluster.resourcesVpcConfig.publicAccessCidrs[]", { label: "Allowed networks" }),
    endpoint: text("cluster.endpoint"),
    platform_version: text("cluster.platformVersion", { isVolatile: true }),
    logging: texts("cluster.logging.clusterLogging[enabled=true].types[]"),
    subnets: texts("cluster.resourcesVpcConfig.subnetIds[]", { isReference: true }),
    security_groups: texts("cluster.resourcesVpcConfig.securityGroupIds[]", { isReference: true }),
    cluster_group: text("cluster.resourcesVpcConfig.clusterSecurityGroupId", { isReference: true }),
    role: text("cluster.roleArn", { isReference: true }),
    kms_keys: texts("cluster.encryptionConfig[].provider.keyArn", { label: "KMS keys", isReference: true }),
    created_at: time("cluster.createdAt"),
  },
  publicWhen: { property: "public_endpoint", is: true },
  console: "/eks/home?region={R}#/clusters/{id}",
})
