import { rds } from "@/lib/aws/services/rds"
import { defineType, flag, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const rdsGlobalCluster = defineType({
  type: "rds_global_cluster",
  name: "Global Database Clusters",
  view: "rds_global_clusters",
  description: "Aurora clusters of several regions that are one",
  category: "Database",
  icon: icons.globe,
  service: rds,
  // Every region has the same list.
  scope: "global",
  list: {
    ...{ operation: "DescribeGlobalClusters", items: "GlobalClusters" },
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: "TagList",
  id: "GlobalClusterIdentifier",
  title: "GlobalClusterIdentifier",
  arn: "{GlobalClusterArn}",
  arnForm: "rds::*:global-cluster:(?<id>.+)",
  birth: "GlobalClusterResourceId",
  status: "Status",
  properties: {
    engine: text("Engine", { isIndexed: true }),
    engine_version: text("EngineVersion"),
    global_members: texts("GlobalClusterMembers[].DBClusterArn", { label: "Clusters", isReference: true }),
    writers: texts("GlobalClusterMembers[IsWriter=true].DBClusterArn", { isReference: true }),
    endpoint: text("Endpoint"),
    storage_encrypted: flag("StorageEncrypted"),
    deletion_protection: flag("DeletionProtection"),
  },
  console: "/rds/home#databases:",
})
