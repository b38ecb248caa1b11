import { ec2, UNUSED_NETWORK } from "@/lib/aws/services/ec2"
import { defineType, flag, items, text } from "@/lib/aws/types/contract"

export const vpc = defineType({
  type: "vpc",
  name: "VPCs",
  view: "vpcs",
  description: "Isolated networks",
  category: "Networking",
  icon: { color: "#0f766e", path: "M17 18a5 5 0 0 0 0-10 7 7 0 0 0-13 3 4 4 0 0 0 1 7Z" },
  service: ec2,
  list: { operation: "DescribeVpcs", items: "Vpcs", size: { member: "MaxResults", most: 1000, fewest: 5 } },
  tags: "Tags",
  id: "VpcId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:vpc/{VpcId}",
  status: "State",
  vpc: "VpcId",
  columns: ["cidr_block", "is_default", "instance_tenancy"],
  properties: {
    cidr_block: text("CidrBlock", { label: "CIDR block", isAddress: true }),
    cidr_block_associations: items(
      "CidrBlockAssociationSet[]",
      { cidr_block: "CidrBlock", state: "CidrBlockState.State" },
      { label: "CIDR blocks", isAddress: true, unusedStates: UNUSED_NETWORK },
    ),
    ipv6_cidr_block_associations: items(
      "Ipv6CidrBlockAssociationSet[]",
      { cidr_block: "Ipv6CidrBlock", state: "Ipv6CidrBlockState.State" },
      { label: "IPv6 CIDR blocks", isAddress: true, unusedStates: UNUSED_NETWORK },
    ),
    is_default: flag("IsDefault"),
    dhcp_options_id: text("DhcpOptionsId", { label: "DHCP options" }),
    instance_tenancy: text("InstanceTenancy"),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/vpcconsole/home?region={R}#VpcDetails:VpcId={id}",
})
