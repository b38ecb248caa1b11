import type { DBInstance } from "@aws-sdk/client-rds"
import { z } from "zod"
import { concurrently } from "@/lib/aws/concurrently"
import { readOptional } from "@/lib/aws/optional"
import { listOf } from "@/lib/aws/read/unreadable"
import { isoOrNull, orNull, type Tags, toTags } from "@/lib/aws/resource"
import { defineResourceType } from "@/lib/aws/resource-types/define"

interface RawDatabase {
  database: DBInstance
  tags: Tags | undefined
}

const text = z.string().nullable()

/** How databases were read before types became data: what reading from data is measured against. */
export const rdsByHand = defineResourceType({
  type: "rds",
  name: "RDS Databases",
  view: "rds_instances",
  description: "Managed databases",
  category: "Database",
  service: "RDS",
  scope: "regional",
  iamActions: ["rds:DescribeDBInstances", "rds:ListTagsForResource"],
  icon: {
    color: "#3b52c4",
    path: "M4 5c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 5v14c0 1.7 3.6 3 8 3s8-1.3 8-3V5M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  },
  properties: z.object({
    engine: text,
    engine_version: text,
    instance_class: text,
    allocated_storage: z.number().nullable(),
    storage_type: text,
    storage_encrypted: z.boolean().nullable(),
    endpoint: text,
    port: z.number().nullable(),
    multi_az: z.boolean().nullable(),
    availability_zone: text,
    backup_retention_period: z.number().nullable(),
    publicly_accessible: z.boolean().nullable(),
    db_cluster_identifier: text,
    created_at: z.iso.datetime().nullable(),
    security_groups: z.array(z.string()),
  }),
  display: {
    engine: { isIndexed: true },
    instance_class: { isIndexed: true },
    allocated_storage: { unit: "GiB" },
    multi_az: { label: "Multi-AZ" },
    backup_retention_period: { label: "Backups kept", unit: "days" },
    db_cluster_identifier: { label: "DB cluster", isIndexed: true },
    security_groups: { isReference: true },
  },
  publicWhen: { property: "publicly_accessible", is: true },

  async *pages(context) {
    const { ListTagsForResourceCommand, paginateDescribeDBInstances, RDSClient } = await import("@aws-sdk/client-rds")
    const client = context.aws.client(RDSClient, context.region)
    const options = { abortSignal: context.signal }
    // AWS sends `TagList` with the list; only an older emulator leaves it out.
    const readTags = async ({ DBInstanceArn }: DBInstance) =>
      toTags(
        listOf(await client.send(new ListTagsForResourceCommand({ ResourceName: DBInstanceArn }), options), "TagList"),
      )
    for await (const page of paginateDescribeDBInstances(
      { client },
      { MaxRecords: context.isSample ? 20 : 100 },
      options,
    )) {
      yield await concurrently(listOf(page, "DBInstances", context.absent), async (database) => ({
        database,
        tags: database.TagList
          ? toTags(database.TagList)
          : await readOptional(context, "rds:ListTagsForResource", () => readTags(database)),
      }))
    }
  },

  normalise({ database, tags }: RawDatabase, { region }) {
    const endpoint = database.Endpoint
    return {
      region,
      resourceId: database.DBInstanceIdentifier ?? "",
      arn: orNull(database.DBInstanceArn),
      name: orNull(database.DBInstanceIdentifier),
      status: orNull(database.DBInstanceStatus),
      vpcId: orNull(database.DBSubnetGroup?.VpcId),
      subnetId: null,
      privateIp: null,
      publicIp: null,
      tags,
      properties: {
        engine: orNull(database.Engine),
        engine_version: orNull(database.EngineVersion),
        instance_class: orNull(database.DBInstanceClass),
        allocated_storage: orNull(database.AllocatedStorage),
        storage_type: orNull(database.StorageType),
        storage_encrypted: orNull(database.StorageEncrypted),
        // A database that is still being created has no address, and no port or 0.
        endpoint: orNull(endpoint?.Address),
        port: endpoint?.Port || database.DbInstancePort || null,
        multi_az: orNull(database.MultiAZ),
        availability_zone: orNull(database.AvailabilityZone),
        backup_retention_period: orNull(database.BackupRetentionPeriod),
        publicly_accessible: orNull(database.PubliclyAccessible),
        db_cluster_identifier: orNull(database.DBClusterIdentifier),
        created_at: isoOrNull(database.InstanceCreateTime),
        security_groups: (database.VpcSecurityGroups ?? []).flatMap((group) => group.VpcSecurityGroupId ?? []).sort(),
      },
    }
  },

  // DocumentDB and Neptune are listed by the same call, and have consoles of their own.
  consolePath({ resourceId, region, properties: { engine } }) {
    if (engine === "docdb") return `/docdb/home?region=${region}#clusters`
    return `/${engine === "neptune" ? "neptune" : "rds"}/home?region=${region}#database:id=${resourceId};is-cluster=false`
  },
})
