import { elasticache } from "@/lib/aws/services/elasticache"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const elasticacheServerless = defineType({
  type: "elasticache_serverless",
  name: "Serverless Caches",
  view: "elasticache_serverless",
  description: "Caches without machines",
  category: "Database",
  icon: icons.bolt,
  service: elasticache,
  list: {
    operation: "DescribeServerlessCaches",
    items: "ServerlessCaches",
    size: { member: "MaxResults", most: 50, fewest: 1 },
  },
  tags: {
    ...{
      operation: "ListTagsForResource",
      input: { ResourceName: "{ARN}" },
      tags: "TagList",
      gone: /^ServerlessCacheNotFound/,
    },
    ...{ index: "elasticache:serverlesscache", made: "CreateTime" },
  },
  id: "ServerlessCacheName",
  title: "ServerlessCacheName",
  arn: "{ARN}",
  arnForm: "elasticache:*:*:serverlesscache:(?<id>.+)",
  birth: "CreateTime",
  status: "Status",
  properties: {
    engine: text("Engine", { isIndexed: true }),
    engine_version: text("FullEngineVersion"),
    most_storage: number("CacheUsageLimits.DataStorage.Maximum", { label: "Most storage", unit: "GiB" }),
    endpoint: text("Endpoint.Address"),
    subnets: texts("SubnetIds[]", { isReference: true }),
    security_groups: texts("SecurityGroupIds[]", { isReference: true }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    snapshot_days: number("SnapshotRetentionLimit", { label: "Snapshots kept", unit: "days" }),
    created_at: time("CreateTime"),
  },
  console: "/elasticache/home?region={R}#/serverless/{id}",
})
