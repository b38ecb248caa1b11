import { dms } from "@/lib/aws/services/dms"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const dmsInstance = defineType({
  type: "dms_instance",
  name: "DMS Instances",
  view: "dms_instances",
  description: "Machines that move databases",
  category: "Database",
  icon: icons.database,
  service: dms,
  list: {
    ...{ operation: "DescribeReplicationInstances", items: "ReplicationInstances" },
    size: { member: "MaxRecords", most: 100, fewest: 20 },
  },
  tags: {
    ...{ index: "dms:rep", made: "InstanceCreateTime" },
    ...{ operation: "ListTagsForResource", input: { ResourceArn: "{ReplicationInstanceArn}" }, tags: "TagList" },
  },
  id: "ReplicationInstanceIdentifier",
  title: "ReplicationInstanceIdentifier",
  arn: "{ReplicationInstanceArn}",
  arnKind: "dms:rep",
  birth: "ReplicationInstanceArn",
  status: "ReplicationInstanceStatus",
  vpc: "ReplicationSubnetGroup.VpcId",
  properties: {
    instance_class: text("ReplicationInstanceClass", { isIndexed: true }),
    allocated_storage: number("AllocatedStorage", { unit: "GiB" }),
    publicly_accessible: flag("PubliclyAccessible"),
    engine_version: text("EngineVersion"),
    multi_az: flag("MultiAZ", { label: "Multi-AZ" }),
    private_ips: texts("ReplicationInstancePrivateIpAddresses[]", { isAddress: true }),
    public_ips: texts("ReplicationInstancePublicIpAddresses[]", { isAddress: true, isPublicAddress: true }),
    availability_zone: text("AvailabilityZone"),
    security_groups: texts("VpcSecurityGroups[].VpcSecurityGroupId", { isReference: true }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("InstanceCreateTime"),
  },
  publicWhen: { property: "publicly_accessible", is: true },
  console: "/dms/v2/home?region={R}#replicationInstanceDetails/{id}",
})
