import { rds as service } from "@/lib/aws/services/rds"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"

export const rds = defineType({
  type: "rds",
  name: "RDS Databases",
  view: "rds_instances",
  description: "Managed databases",
  category: "Database",
  icon: {
    color: "#3b52c4",
    path: "M4 5c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 5v14c0 1.7 3.6 3 8 3s8-1.3 8-3V5M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  },
  service,
  list: {
    operation: "DescribeDBInstances",
    items: "DBInstances",
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  // AWS sends them with the list; only an older emulator leaves them out.
  tags: {
    operation: "ListTagsForResource",
    input: { ResourceName: "{DBInstanceArn}" },
    tags: "TagList",
    listed: "TagList",
  },
  id: "DBInstanceIdentifier",
  title: "DBInstanceIdentifier",
  arn: "{DBInstanceArn}",
  arnForm: "rds:*:*:db:(?<id>.+)",
  birth: "DbiResourceId",
  status: "DBInstanceStatus",
  passing: ["backing-up"],
  vpc: "DBSubnetGroup.VpcId",
  properties: {
    engine: text("Engine", { isIndexed: true }),
    engine_version: text("EngineVersion"),
    instance_class: text("DBInstanceClass", { isIndexed: true }),
    allocated_storage: number("AllocatedStorage", { unit: "GiB" }),
    storage_type: text("StorageType"),
    storage_encrypted: flag("StorageEncrypted"),
    // A database that is still being created has no address, and no port or 0.
    endpoint: text("Endpoint.Address"),
    port: number("Endpoint.Port & DbInstancePort", { except: ["0"] }),
    multi_az: flag("MultiAZ", { label: "Multi-AZ" }),
    availability_zone: text("AvailabilityZone"),
    backup_retention_period: number("BackupRetentionPeriod", { label: "Backups kept", unit: "days" }),
    publicly_accessible: flag("PubliclyAccessible"),
    db_cluster_identifier: text("DBClusterIdentifier", { label: "DB cluster", to: { types: ["rds_cluster"] } }),
    created_at: time("InstanceCreateTime"),
    security_groups: texts("VpcSecurityGroups[].VpcSecurityGroupId", { isReference: true }),
  },
  publicWhen: { property: "publicly_accessible", is: true },
  console: "/rds/home?region={R}#database:id={id};is-cluster=false",
  // DocumentDB and Neptune are listed by the same call, and have consoles of their own.
  consoleFor: {
    property: "engine",
    is: {
      docdb: "/docdb/home?region={R}#clusters",
      neptune: "/neptune/home?region={R}#database:id={id};is-cluster=false",
    },
  },
})
