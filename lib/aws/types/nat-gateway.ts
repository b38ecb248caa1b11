import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text, texts, time } from "@/lib/aws/types/contract"

export const natGateway = defineType({
  type: "nat_gateway",
  name: "NAT Gateways",
  view: "nat_gateways",
  description: "A private subnet's way out",
  category: "Networking",
  icon: { color: "#0f5e8c", path: "M4 4h10v16H4ZM9 12h11M17 9l3 3-3 3" },
  service: ec2,
  list: {
    operation: "DescribeNatGateways",
    items: "NatGateways",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "NatGatewayId",
  arn: "arn:{P}:ec2:{R}:{O}:natgateway/{NatGatewayId}",
  status: "State",
  // Listed for about an hour (VPC User Guide, "NAT gateway states"). A failed one is listed as long, with its reason.
  gone: ["deleted"],
  vpc: "VpcId",
  subnet: "SubnetId",
  columns: ["connectivity_type", "public_ips", "private_ips"],
  properties: {
    connectivity_type: text("ConnectivityType", { isIndexed: true }),
    availability_mode: text("AvailabilityMode"),
    public_ips: texts("NatGatewayAddresses[].PublicIp", {
      ...{ label: "Public IPs", isAddress: true, isPublicAddress: true },
    }),
    private_ips: texts("NatGatewayAddresses[].PrivateIp", { label: "Private IPs", isAddress: true }),
    elastic_ips: texts("NatGatewayAddresses[].AllocationId", { label: "Elastic IPs", isReference: true }),
    network_interfaces: texts("NatGatewayAddresses[].NetworkInterfaceId", { isReference: true }),
    failure_message: text("FailureMessage"),
    created_at: time("CreateTime", { label: "Created" }),
  },
  console: "/vpcconsole/home?region={R}#NatGatewayDetails:natGatewayId={id}",
})
