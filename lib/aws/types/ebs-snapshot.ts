import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, type ListCall, number, text, time } from "@/lib/aws/types/contract"

/** Without an owner, the list would have all that others publish. */
const OWN: ListCall = {
  operation: "DescribeSnapshots",
  items: "Snapshots",
  size: { member: "MaxResults", most: 1000, fewest: 5 },
  input: { OwnerIds: ["self"] },
}

export const ebsSnapshot = defineType({
  type: "ebs_snapshot",
  name: "EBS Snapshots",
  view: "ebs_snapshots",
  description: "Copies of disks",
  category: "Storage",
  icon: { color: "#4f7a21", path: "M4 7h12v12H4ZM8 7V4h12v12h-4M8 13h4" },
  service: ec2,
  list: OWN,
  // One listing says of all which ones anybody may copy; the attribute of each would take a call each.
  join: {
    ...{ ...OWN, input: { OwnerIds: ["self"], RestorableByUserIds: ["all"] } },
    ...{ key: "SnapshotId", id: "SnapshotId", as: "Published" },
  },
  tags: "Tags",
  id: "SnapshotId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}::snapshot/{SnapshotId}",
  status: "State",
  columns: ["volume", "size", "encrypted", "public"],
  properties: {
    // The volume of a copied snapshot is this one, which never exists (EC2 API Reference, Snapshot).
    volume: text("VolumeId", { isReference: true, except: ["vol-ffffffff"] }),
    size: number("VolumeSize", { label: "Size of the volume", unit: "GiB" }),
    full_size: number("FullSnapshotSizeInBytes", { unit: "bytes" }),
    encrypted: flag("Encrypted"),
    public: flag("Published[].SnapshotId", { via: (found) => found.length > 0 }),
    kms_key: text("KmsKeyId", { label: "KMS key", isReference: true }),
    storage_tier: text("StorageTier", { isIndexed: true }),
    description: text("Description"),
    progress: text("Progress", { isVolatile: true }),
    created_at: time("StartTime", { label: "Created" }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  publicWhen: { property: "public", is: true },
  console: "/ec2/home?region={R}#SnapshotDetails:snapshotId={id}",
})
