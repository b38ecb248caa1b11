import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, texts } from "@/lib/aws/types/contract"

export const vpnGateway = defineType({
  type: "vpn_gateway",
  name: "VPN Gateways",
  view: "vpn_gateways",
  description: "Where a network's tunnels end",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M4 4h16v16H4ZM4 12h16M9 8l-3 4 3 4M15 8l3 4-3 4" },
  service: ec2,
  list: { operation: "DescribeVpnGateways", items: "VpnGateways" },
  tags: "Tags",
  id: "VpnGatewayId",
  arn: "arn:{P}:ec2:{R}:{O}:vpn-gateway/{VpnGatewayId}",
  status: "State",
  gone: ["deleted"],
  vpc: "VpcAttachments[State=attached].VpcId",
  properties: {
    vpcs: texts("VpcAttachments[State=attached].VpcId", { label: "VPCs", isReference: true }),
    asn: number("AmazonSideAsn", { label: "ASN" }),
    vpn_type: text("Type", { label: "Kind" }),
    availability_zone: text("AvailabilityZone"),
  },
  console: "/vpcconsole/home?region={R}#VpnGateways:VpnGatewayId={id}",
})
