import { kafka } from "@/lib/aws/services/kafka"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

const NODES = "Provisioned.BrokerNodeGroupInfo"

export const mskCluster = defineType({
  type: "msk_cluster",
  name: "MSK Clusters",
  view: "msk_clusters",
  description: "Kafka",
  category: "Integration",
  icon: icons.stream,
  service: kafka,
  list: { operation: "ListClustersV2", items: "ClusterInfoList", size: { member: "MaxResults", most: 100, fewest: 1 } },
  tags: "Tags",
  id: "ClusterName",
  title: "ClusterName",
  arn: "{ClusterArn}",
  arnForm: "kafka:*:*:cluster/(?<id>[^/]+)/[^/]+",
  birth: "ClusterArn",
  status: "State",
  properties: {
    version: text("Provisioned.CurrentBrokerSoftwareInfo.KafkaVersion"),
    brokers: number("Provisioned.NumberOfBrokerNodes"),
    public_access: text(`${NODES}.ConnectivityInfo.PublicAccess.Type`),
    instance_type: text(`${NODES}.InstanceType`, { isIndexed: true }),
    cluster_type: text("ClusterType"),
    client_encryption: text("Provisioned.EncryptionInfo.EncryptionInTransit.ClientBroker"),
    subnets: texts(`${NODES}.ClientSubnets[] & Serverless.VpcConfigs[].SubnetIds[]`, { isReference: true }),
    security_groups: texts(`${NODES}.SecurityGroups[] & Serverless.VpcConfigs[].SecurityGroupIds[]`, {
      isReference: true,
    }),
    kms_key: text("Provisioned.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId", {
      ...{ label: "KMS key", isReference: true },
    }),
    created_at: time("CreationTime"),
  },
  publicWhen: { property: "public_access", is: "SERVICE_PROVIDED_EIPS" },
  console: "/msk/home?region={R}#/cluster/{arn}/view",
})
