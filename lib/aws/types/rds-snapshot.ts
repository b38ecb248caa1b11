import { rds } from "@/lib/aws/services/rds"
import { defineType, flag, number, text, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const LIST = {
  ...{ operation: "DescribeDBSnapshots", items: "DBSnapshots" },
  size: { member: "MaxRecords", most: 100, fewest: 20 },
}

export const rdsSnapshot = defineType({
  type: "rds_snapshot",
  name: "RDS Snapshots",
  view: "rds_snapshots",
  description: "Copies of databases",
  category: "Database",
  icon: icons.copy,
  service: rds,
  // Unasked, AWS lists the automated and the manual ones alone.
  list: [LIST, { ...LIST, input: { SnapshotType: "awsbackup" } }],
  tags: "TagList",
  id: "DBSnapshotIdentifier",
  title: "DBSnapshotIdentifier",
  arn: "{DBSnapshotArn}",
  arnForm: "rds:*:*:snapshot:(?<id>.+)",
  status: "Status",
  properties: {
    instance: text("DBInstanceIdentifier", { label: "Database", to: { types: ["rds"] } }),
    snapshot_type: text("SnapshotType", { isIndexed: true }),
    engine: text("Engine", { isIndexed: true }),
    engine_version: text("EngineVersion"),
    storage_encrypted: flag("Encrypted"),
    allocated_storage: number("AllocatedStorage", { unit: "GiB" }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("SnapshotCreateTime"),
  },
  managedWhen: [{ property: "snapshot_type", is: ["automated", "awsbackup"] }],
  console: "/rds/home?region={R}#db-snapshot:id={id}",
})
