import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text } from "@/lib/aws/types/contract"

export const customerGateway = defineType({
  type: "customer_gateway",
  name: "Customer Gateways",
  view: "customer_gateways",
  description: "The other ends of VPN connections",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M3 20h18M6 20V9l6-5 6 5v11M10 20v-6h4v6" },
  service: ec2,
  list: { operation: "DescribeCustomerGateways", items: "CustomerGateways" },
  tags: "Tags",
  id: "CustomerGatewayId",
  arn: "arn:{P}:ec2:{R}:{O}:customer-gateway/{CustomerGatewayId}",
  status: "State",
  gone: ["deleted"],
  properties: {
    address: text("IpAddress", { isAddress: true }),
    asn: number("BgpAsn", { label: "ASN" }),
    device: text("DeviceName"),
    vpn_type: text("Type", { label: "Kind" }),
    certificate: text("CertificateArn", { isReference: true }),
  },
  console: "/vpcconsole/home?region={R}#CustomerGatewayDetails:CustomerGatewayId={id}",
})
