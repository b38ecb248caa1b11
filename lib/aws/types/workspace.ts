import { workspaces } from "@/lib/aws/services/workspaces"
import { defineType, flag, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const workspace = defineType({
  type: "workspace",
  name: "WorkSpaces",
  view: "workspaces",
  description: "Desktops for people",
  category: "Compute",
  icon: icons.screen,
  service: workspaces,
  list: { operation: "DescribeWorkspaces", items: "Workspaces", size: { member: "Limit", most: 25, fewest: 1 } },
  tags: {
    index: "workspaces:workspace",
    ...{ operation: "DescribeTags", input: { ResourceId: "{WorkspaceId}" }, tags: "TagList" },
  },
  id: "WorkspaceId",
  title: "WorkspaceName | UserName",
  arn: "arn:{P}:workspaces:{R}:{O}:workspace/{WorkspaceId}",
  status: "State",
  passing: ["STARTING", "STOPPING"],
  gone: ["terminated"],
  subnet: "SubnetId",
  privateIp: "IpAddress",
  properties: {
    user_name: text("UserName"),
    running_mode: text("WorkspaceProperties.RunningMode"),
    compute: text("WorkspaceProperties.ComputeTypeName"),
    directory: text("DirectoryId"),
    bundle: text("BundleId"),
    root_encrypted: flag("RootVolumeEncryptionEnabled", { label: "Root volume encrypted" }),
    user_encrypted: flag("UserVolumeEncryptionEnabled", { label: "User volume encrypted" }),
    kms_key: text("VolumeEncryptionKey", { label: "KMS key", isReference: true }),
  },
  console: "/workspaces/v2/workspaces/{id}?region={R}",
})
