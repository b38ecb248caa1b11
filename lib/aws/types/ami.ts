import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"

export const ami = defineType({
  type: "ami",
  name: "AMIs",
  view: "amis",
  description: "Images that instances are made from",
  category: "Compute",
  icon: { color: "#c2570c", path: "M4 4h16v16H4ZM4 15l5-5 4 4 3-3 4 4M15 8h.01" },
  service: ec2,
  // The account's own: without an owner, the list would have all that others publish.
  list: {
    operation: "DescribeImages",
    items: "Images",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
    input: { Owners: ["self"], IncludeDeprecated: true, IncludeDisabled: true },
  },
  tags: "Tags",
  id: "ImageId",
  title: "Name",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}::image/{ImageId}",
  status: "State",
  gone: ["deregistered"],
  properties: {
    created_at: time("CreationDate", { label: "Created" }),
    platform: text("PlatformDetails"),
    public: flag("Public"),
    architecture: text("Architecture"),
    deprecated_at: time("DeprecationTime", { label: "Deprecated" }),
    last_launched: time("LastLaunchedTime", { isVolatile: true }),
    root_device_type: text("RootDeviceType"),
    imds: text("ImdsSupport", { label: "IMDS" }),
    description: text("Description"),
    snapshots: texts("BlockDeviceMappings[].Ebs.SnapshotId", { isReference: true }),
    source_image: text("SourceImageId", { label: "Copied from", to: { region: "source_region" } }),
    source_region: text("SourceImageRegion"),
  },
  publicWhen: { property: "public", is: true },
  console: "/ec2/home?region={R}#ImageDetails:imageId={id}",
})
