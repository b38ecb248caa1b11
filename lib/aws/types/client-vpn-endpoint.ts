import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, number, text, texts, time } from "@/lib/aws/types/contract"

export const clientVpnEndpoint = defineType({
  type: "client_vpn_endpoint",
  name: "Client VPN Endpoints",
  view: "client_vpn_endpoints",
  description: "Where people's computers enter a network",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M4 5h16v10H4ZM9 20h6M12 15v5M10 10l2 2 4-4" },
  service: ec2,
  list: {
    operation: "DescribeClientVpnEndpoints",
    items: "ClientVpnEndpoints",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "ClientVpnEndpointId",
  arn: "arn:{P}:ec2:{R}:{O}:client-vpn-endpoint/{ClientVpnEndpointId}",
  status: "Status.Code",
  gone: ["deleted"],
  vpc: "VpcId",
  properties: {
    client_network: text("ClientCidrBlock", { label: "Addresses of clients", isAddress: true }),
    split_tunnel: flag("SplitTunnel"),
    authentication: texts("AuthenticationOptions[].Type"),
    log_group: text("ConnectionLogOptions.CloudwatchLogGroup", { to: { types: ["log_group"] } }),
    security_groups: texts("SecurityGroupIds[]", { isReference: true }),
    certificate: text("ServerCertificateArn", { isReference: true }),
    dns_name: text("DnsName", { label: "DNS name" }),
    transport: text("TransportProtocol"),
    port: number("VpnPort"),
    description: text("Description"),
    created_at: time("CreationTime", { label: "Created" }),
  },
  console: "/vpcconsole/home?region={R}#ClientVPNEndpointDetails:clientVpnEndpointId={id}",
})
