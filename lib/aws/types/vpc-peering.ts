import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"

export const vpcPeering = defineType({
  type: "vpc_peering",
  name: "VPC Peerings",
  view: "vpc_peerings",
  description: "Two VPCs that reach each other",
  category: "Networking",
  icon: { color: "#5925dc", path: "M3 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0ZM13 12a4 4 0 1 0 8 0 4 4 0 1 0-8 0Z" },
  service: ec2,
  list: {
    operation: "DescribeVpcPeeringConnections",
    items: "VpcPeeringConnections",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "VpcPeeringConnectionId",
  arn: "arn:{P}:ec2:{R}:{O}:vpc-peering-connection/{VpcPeeringConnectionId}",
  status: "Status.Code",
  // Listed for hours or days (VPC Peering Guide, "VPC peering connection lifecycle").
  gone: ["deleted", "rejected", "expired", "failed"],
  columns: ["requester", "requester_account", "accepter", "accepter_account"],
  properties: {
    requester: text("RequesterVpcInfo.VpcId", {
      ...{ label: "Requester's VPC", to: { account: "requester_account", region: "requester_region" } },
    }),
    requester_account: text("RequesterVpcInfo.OwnerId"),
    requester_region: text("RequesterVpcInfo.Region"),
    requester_networks: texts("RequesterVpcInfo.CidrBlockSet[].CidrBlock"),
    requester_ipv6_networks: texts("RequesterVpcInfo.Ipv6CidrBlockSet[].Ipv6CidrBlock"),
    accepter: text("AccepterVpcInfo.VpcId", {
      ...{ label: "Accepter's VPC", to: { account: "accepter_account", region: "accepter_region" } },
    }),
    accepter_account: text("AccepterVpcInfo.OwnerId"),
    accepter_region: text("AccepterVpcInfo.Region"),
    accepter_networks: texts("AccepterVpcInfo.CidrBlockSet[].CidrBlock"),
    accepter_ipv6_networks: texts("AccepterVpcInfo.Ipv6CidrBlockSet[].Ipv6CidrBlock"),
    expires_at: time("ExpirationTime", { label: "Request expires" }),
  },
  console: "/vpcconsole/home?region={R}#PeeringConnectionDetails:vpcPeeringConnectionId={id}",
})
