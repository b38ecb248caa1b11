import { fsx } from "@/lib/aws/services/fsx"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const fsxFileSystem = defineType({
  type: "fsx",
  name: "FSx File Systems",
  view: "fsx_file_systems",
  description: "Windows, Lustre, ONTAP and OpenZFS files",
  category: "Storage",
  icon: icons.folder,
  service: fsx,
  list: { operation: "DescribeFileSystems", items: "FileSystems" },
  tags: "Tags",
  id: "FileSystemId",
  arn: "{ResourceARN}",
  arnForm: "fsx:*:*:file-system/(?<id>.+)",
  owner: "OwnerId",
  status: "Lifecycle",
  vpc: "VpcId",
  properties: {
    file_system_type: text("FileSystemType", { label: "Kind", isIndexed: true }),
    capacity: number("StorageCapacity", { unit: "GiB" }),
    storage_type: text("StorageType"),
    subnets: texts("SubnetIds[]", { isReference: true }),
    network_interfaces: texts("NetworkInterfaceIds[]", { isReference: true }),
    dns_name: text("DNSName", { label: "DNS name" }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    created_at: time("CreationTime"),
  },
  console: "/fsx/home?region={R}#file-system-details/{id}",
})
