import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, items, number, text, time } from "@/lib/aws/types/contract"

export const ebsVolume = defineType({
  type: "ebs_volume",
  name: "EBS Volumes",
  view: "ebs_volumes",
  description: "Disks of virtual servers",
  category: "Storage",
  icon: {
    color: "#3f621a",
    path: "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3ZM4 6v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  },
  service: ec2,
  // 500 is the maximum that AWS documents; without the flag, it may leave out what services manage.
  list: {
    operation: "DescribeVolumes",
    items: "Volumes",
    size: { member: "MaxResults", most: 500, fewest: 5 },
    input: { IncludeManagedResources: true },
  },
  tags: "Tags",
  id: "VolumeId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:volume/{VolumeId}",
  status: "State",
  columns: ["volume_type", "size", "iops", "encrypted"],
  properties: {
    volume_type: text("VolumeType", { isIndexed: true }),
    size: number("Size", { unit: "GiB" }),
    iops: number("Iops", { label: "IOPS" }),
    throughput: number("Throughput", { unit: "MiB/s" }),
    encrypted: flag("Encrypted"),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    attachments: items(
      "Attachments[]",
      { instance: "InstanceId", device: "Device", state: "State" },
      { isReference: true },
    ),
    snapshot: text("SnapshotId", { isReference: true }),
    availability_zone: text("AvailabilityZone"),
    multi_attach: flag("MultiAttachEnabled"),
    created_at: time("CreateTime", { label: "Created" }),
    managed_by: text("Operator.Principal"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/ec2/home?region={R}#VolumeDetails:volumeId={id}",
})
