import { rds } from "@/lib/aws/services/rds"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const rdsClusterSnapshot = defineType({
  type: "rds_cluster_snapshot",
  name: "RDS Cluster Snapshots",
  view: "rds_cluster_snapshots",
  description: "Copies of clusters",
  category: "Database",
  icon: icons.copy,
  service: rds,
  list: {
    ...{ operation: "DescribeDBClusterSnapshots", items: "DBClusterSnapshots" },
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: "TagList",
  id: "DBClusterSnapshotIdentifier",
  title: "DBClusterSnapshotIdentifier",
  arn: "{DBClusterSnapshotArn}",
  arnForm: "rds:*:*:cluster-snapshot:(?<id>.+)",
  status: "Status",
  properties: {
    cluster: text("DBClusterIdentifier", { to: { types: ["rds_cluster"] } }),
    snapshot_type: text("SnapshotType", { isIndexed: true }),
    engine: text("Engine", { isIndexed: true }),
    engine_version: text("EngineVersion"),
    storage_encrypted: flag("StorageEncrypted"),
    allocated_storage: number("AllocatedStorage", { unit: "GiB" }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("SnapshotCreateTime"),
  },
  managedWhen: [{ property: "snapshot_type", is: ["automated", "awsbackup"] }],
  console: "/rds/home?region={R}#db-snapshot:engine=aurora;id={id}",
})
