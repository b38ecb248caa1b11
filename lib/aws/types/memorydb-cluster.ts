import { memorydb } from "@/lib/aws/services/memorydb"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const memorydbCluster = defineType({
  type: "memorydb_cluster",
  name: "MemoryDB Clusters",
  view: "memorydb_clusters",
  description: "Redis and Valkey that keep their data",
  category: "Database",
  icon: icons.bolt,
  service: memorydb,
  list: { operation: "DescribeClusters", items: "Clusters", size: { member: "MaxResults", most: 50, fewest: 1 } },
  tags: {
    index: "memorydb:cluster",
    ...{ operation: "ListTags", input: { ResourceArn: "{ARN}" }, tags: "TagList" },
  },
  id: "Name",
  title: "Name",
  arn: "{ARN}",
  arnForm: "memorydb:*:*:cluster/(?<id>.+)",
  status: "Status",
  passing: ["snapshotting"],
  properties: {
    engine: text("Engine", { isIndexed: true }),
    node_type: text("NodeType", { isIndexed: true }),
    shards: number("NumberOfShards"),
    engine_version: text("EngineVersion"),
    tls: flag("TLSEnabled", { label: "TLS" }),
    endpoint: text("ClusterEndpoint.Address"),
    access_list: text("ACLName", { label: "Access control list" }),
    memorydb_subnet_group: text("SubnetGroupName", { label: "Subnet group" }),
    security_groups: texts("SecurityGroups[].SecurityGroupId", { isReference: true }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    topic: text("SnsTopicArn", { isReference: true }),
  },
  console: "/memorydb/home?region={R}#/clusters/{id}",
})
