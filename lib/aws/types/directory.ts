import { directoryService } from "@/lib/aws/services/directory"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const directory = defineType({
  type: "directory",
  name: "Directories",
  view: "directories",
  description: "Active Directory and its relatives",
  category: "Security",
  icon: icons.people,
  service: directoryService,
  list: {
    // The settings of RADIUS hold its shared secret.
    ...{ operation: "DescribeDirectories", items: "DirectoryDescriptions", skipped: ["RadiusSettings"] },
    size: { member: "Limit", most: 100, fewest: 1 },
  },
  tags: {
    index: "ds:directory",
    ...{ operation: "ListTagsForResource", input: { ResourceId: "{DirectoryId}" }, tags: "Tags" },
  },
  id: "DirectoryId",
  title: "Name",
  arn: "arn:{P}:ds:{R}:{O}:directory/{DirectoryId}",
  owner: "OwnerDirectoryDescription.AccountId",
  status: "Stage",
  vpc: "VpcSettings.VpcId | ConnectSettings.VpcId",
  properties: {
    directory_type: text("Type", { label: "Kind" }),
    edition: text("Edition"),
    size_class: text("Size", { label: "Size" }),
    controllers: number("DesiredNumberOfDomainControllers"),
    dns_addresses: texts("DnsIpAddrs[]", { label: "DNS addresses", isAddress: true }),
    alias: text("Alias"),
    subnets: texts("VpcSettings.SubnetIds[] & ConnectSettings.SubnetIds[]", { isReference: true }),
    security_group: text("VpcSettings.SecurityGroupId", { isReference: true }),
    description: text("Description"),
    created_at: time("LaunchTime"),
  },
  console: "/directoryservicev2/home?region={R}#!/directories/{id}",
})
