import { efs } from "@/lib/aws/services/efs"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const efsFileSystem = defineType({
  type: "efs",
  name: "EFS File Systems",
  view: "efs_file_systems",
  description: "Shared files",
  category: "Storage",
  icon: icons.folder,
  service: efs,
  list: { operation: "DescribeFileSystems", items: "FileSystems", size: { member: "MaxItems", most: 100, fewest: 1 } },
  details: [
    {
      ...{ gone: /^FileSystemNotFound/, operation: "DescribeMountTargets", input: { FileSystemId: "{FileSystemId}" } },
      ...{ list: "MountTargets", as: "Mounts" },
    },
  ],
  tags: "Tags",
  id: "FileSystemId",
  title: "Name",
  arn: "{FileSystemArn}",
  arnForm: "elasticfilesystem:*:*:file-system/(?<id>.+)",
  status: "LifeCycleState",
  vpc: "Mounts[].VpcId",
  owner: "OwnerId",
  properties: {
    size: number("SizeInBytes.Value", { unit: "bytes", isVolatile: true }),
    subnets: texts("Mounts[].SubnetId", { isReference: true }),
    storage_encrypted: flag("Encrypted"),
    performance_mode: text("PerformanceMode"),
    throughput_mode: text("ThroughputMode"),
    availability_zone: text("AvailabilityZoneName"),
    network_interfaces: texts("Mounts[].NetworkInterfaceId", { isReference: true }),
    addresses: texts("Mounts[].IpAddress", { isAddress: true }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("CreationTime"),
  },
  console: "/efs/home?region={R}#/file-systems/{id}",
})
