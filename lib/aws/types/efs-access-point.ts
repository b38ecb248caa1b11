import { efs } from "@/lib/aws/services/efs"
import { defineType, number, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const efsAccessPoint = defineType({
  type: "efs_access_point",
  name: "EFS Access Points",
  view: "efs_access_points",
  description: "Ways into shared files",
  category: "Storage",
  icon: icons.folder,
  service: efs,
  list: {
    operation: "DescribeAccessPoints",
    items: "AccessPoints",
    size: { member: "MaxResults", most: 100, fewest: 1 },
  },
  tags: "Tags",
  id: "AccessPointId",
  owner: "OwnerId",
  arn: "{AccessPointArn}",
  arnForm: "elasticfilesystem:*:*:access-point/(?<id>.+)",
  status: "LifeCycleState",
  gone: ["deleted"],
  properties: {
    path: text("RootDirectory.Path"),
    file_system: text("FileSystemId", { isReference: true }),
    user: number("PosixUser.Uid", { label: "POSIX user" }),
    group: number("PosixUser.Gid", { label: "POSIX group" }),
    permissions: text("RootDirectory.CreationInfo.Permissions"),
  },
  console: "/efs/home?region={R}#/access-points/{id}",
})
