import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text, texts } from "@/lib/aws/types/contract"

export const vpnConnection = defineType({
  type: "vpn_connection",
  name: "VPN Connections",
  view: "vpn_connections",
  description: "Tunnels to other networks",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M3 12h4M17 12h4M7 8h10v8H7ZM10 8V6a2 2 0 0 1 4 0v2" },
  service: ec2,
  list: {
    operation: "DescribeVpnConnections",
    items: "VpnConnections",
    // They hold the keys of the tunnels, and what moves by itself.
    skipped: ["CustomerGatewayConfiguration", "PreSharedKey", "VgwTelemetry"],
  },
  tags: "Tags",
  id: "VpnConnectionId",
  arn: "arn:{P}:ec2:{R}:{O}:vpn-connection/{VpnConnectionId}",
  status: "State",
  gone: ["deleted"],
  properties: {
    customer_gateway: text("CustomerGatewayId", { isReference: true }),
    outside_ips: texts("Options.TunnelOptions[].OutsideIpAddress", { label: "Outside addresses", isAddress: true }),
    vpn_gateway: text("VpnGatewayId", { label: "VPN gateway", isReference: true }),
    transit_gateway: text("TransitGatewayId", { isReference: true }),
    vpn_type: text("Type", { label: "Kind" }),
    vpn_category: text("Category"),
    gateway_association: text("GatewayAssociationState"),
    local_network: text("Options.LocalIpv4NetworkCidr", { isAddress: true }),
    remote_network: text("Options.RemoteIpv4NetworkCidr", { isAddress: true }),
  },
  console: "/vpcconsole/home?region={R}#VpnConnectionDetails:VpnConnectionId={id}",
})
