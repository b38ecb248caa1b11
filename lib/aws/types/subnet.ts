import { ec2, UNUSED_NETWORK } from "@/lib/aws/services/ec2"
import { defineType, flag, items, text } from "@/lib/aws/types/contract"

export const subnet = defineType({
  type: "subnet",
  name: "Subnets",
  view: "subnets",
  description: "Ranges of a VPC's addresses in one zone",
  category: "Networking",
  icon: { color: "#0e7490", path: "M4 5h16v14H4ZM4 12h16M12 5v14" },
  service: ec2,
  list: { operation: "DescribeSubnets", items: "Subnets", size: { member: "MaxResults", most: 1000, fewest: 5 } },
  tags: "Tags",
  id: "SubnetId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:subnet/{SubnetId}",
  status: "State",
  vpc: "VpcId",
  subnet: "SubnetId",
  columns: ["cidr_block", "availability_zone", "public_ip_on_launch"],
  properties: {
    cidr_block: text("CidrBlock", { label: "CIDR block", isAddress: true }),
    ipv6_cidr_block_associations: items(
      "Ipv6CidrBlockAssociationSet[]",
      { cidr_block: "Ipv6CidrBlock", state: "Ipv6CidrBlockState.State" },
      { label: "IPv6 CIDR blocks", isAddress: true, unusedStates: UNUSED_NETWORK },
    ),
    availability_zone: text("AvailabilityZone"),
    availability_zone_id: text("AvailabilityZoneId", { label: "Zone id" }),
    public_ip_on_launch: flag("MapPublicIpOnLaunch", { label: "Public IP on launch" }),
    is_default: flag("DefaultForAz", { label: "Default for its zone" }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/vpcconsole/home?region={R}#SubnetDetails:subnetId={id}",
})
