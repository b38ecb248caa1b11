import { elasticache } from "@/lib/aws/services/elasticache"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const elasticacheCluster = defineType({
  type: "elasticache_cluster",
  name: "ElastiCache Clusters",
  view: "elasticache_clusters",
  description: "Redis, Valkey and Memcached nodes",
  category: "Database",
  icon: icons.bolt,
  service: elasticache,
  list: {
    ...{ operation: "DescribeCacheClusters", items: "CacheClusters", input: { ShowCacheNodeInfo: true } },
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: {
    ...{ index: "elasticache:cluster", made: "CacheClusterCreateTime" },
    ...{ operation: "ListTagsForResource", input: { ResourceName: "{ARN}" }, tags: "TagList" },
  },
  id: "CacheClusterId",
  title: "CacheClusterId",
  arn: "{ARN}",
  arnForm: "elasticache:*:*:cluster:(?<id>.+)",
  status: "CacheClusterStatus",
  passing: ["snapshotting"],
  properties: {
    engine: text("Engine", { isIndexed: true }),
    node_type: text("CacheNodeType", { isIndexed: true }),
    transit_encryption: flag("TransitEncryptionEnabled"),
    engine_version: text("EngineVersion"),
    node_count: number("NumCacheNodes"),
    availability_zone: text("PreferredAvailabilityZone"),
    endpoints: texts("ConfigurationEndpoint.Address | CacheNodes[].Endpoint.Address"),
    at_rest_encryption: flag("AtRestEncryptionEnabled"),
    auth_token: flag("AuthTokenEnabled"),
    subnet_group: text("CacheSubnetGroupName", { isReference: true }),
    security_groups: texts("SecurityGroups[].SecurityGroupId", { isReference: true }),
    replication_group: text("ReplicationGroupId", { to: { types: ["elasticache_group"] } }),
    snapshot_retention: number("SnapshotRetentionLimit", { unit: "days" }),
    created_at: time("CacheClusterCreateTime"),
  },
  managedWhen: [{ property: "replication_group" }],
  console: "/elasticache/home?region={R}#/redis",
})
