import { elasticache } from "@/lib/aws/services/elasticache"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const elasticacheGroup = defineType({
  type: "elasticache_group",
  name: "ElastiCache Replication Groups",
  view: "elasticache_groups",
  description: "Redis and Valkey with replicas",
  category: "Database",
  icon: icons.bolt,
  service: elasticache,
  list: {
    operation: "DescribeReplicationGroups",
    items: "ReplicationGroups",
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: {
    ...{ index: "elasticache:replicationgroup", made: "ReplicationGroupCreateTime" },
    ...{ operation: "ListTagsForResource", input: { ResourceName: "{ARN}" }, tags: "TagList" },
  },
  id: "ReplicationGroupId",
  title: "ReplicationGroupId",
  arn: "{ARN}",
  arnForm: "elasticache:*:*:replicationgroup:(?<id>.+)",
  birth: "ReplicationGroupCreateTime",
  status: "Status",
  passing: ["snapshotting"],
  properties: {
    engine: text("Engine", { isIndexed: true }),
    node_type: text("CacheNodeType", { isIndexed: true }),
    transit_encryption: flag("TransitEncryptionEnabled"),
    cluster_mode: flag("ClusterEnabled"),
    multi_az_mode: text("MultiAZ", { label: "Multi-AZ" }),
    failover: text("AutomaticFailover"),
    at_rest_encryption: flag("AtRestEncryptionEnabled"),
    auth_token: flag("AuthTokenEnabled"),
    endpoints: texts("ConfigurationEndpoint.Address | NodeGroups[].PrimaryEndpoint.Address"),
    members: texts("MemberClusters[]", { isVolatile: true, to: { types: ["elasticache_cluster"] } }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    description: text("Description"),
    created_at: time("ReplicationGroupCreateTime"),
  },
  console: "/elasticache/home?region={R}#/redis/{id}",
})
