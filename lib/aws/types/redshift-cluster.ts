import { redshift } from "@/lib/aws/services/redshift"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const redshiftCluster = defineType({
  type: "redshift_cluster",
  name: "Redshift Clusters",
  view: "redshift_clusters",
  description: "Data warehouses",
  category: "Database",
  icon: icons.database,
  service: redshift,
  list: { operation: "DescribeClusters", items: "Clusters", size: { member: "MaxRecords", most: 100, fewest: 20 } },
  tags: "Tags",
  id: "ClusterIdentifier",
  title: "ClusterIdentifier",
  arn: "arn:{P}:redshift:{R}:{O}:cluster:{ClusterIdentifier}",
  status: "ClusterStatus",
  vpc: "VpcId",
  properties: {
    node_count: number("NumberOfNodes"),
    publicly_accessible: flag("PubliclyAccessible"),
    storage_encrypted: flag("Encrypted"),
    node_type: text("NodeType", { isIndexed: true }),
    version: text("ClusterVersion"),
    endpoint: text("Endpoint.Address"),
    port: number("Endpoint.Port"),
    enhanced_vpc_routing: flag("EnhancedVpcRouting", { label: "Enhanced VPC routing" }),
    availability_zone: text("AvailabilityZone"),
    subnet_group: text("ClusterSubnetGroupName", { isReference: true }),
    security_groups: texts("VpcSecurityGroups[].VpcSecurityGroupId", { isReference: true }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    roles: texts("IamRoles[].IamRoleArn", { isReference: true }),
    snapshot_retention: number("AutomatedSnapshotRetentionPeriod", { unit: "days" }),
    created_at: time("ClusterCreateTime"),
  },
  publicWhen: { property: "publicly_accessible", is: true },
  console: "/redshiftv2/home?region={R}#cluster-details?cluster={id}",
})
