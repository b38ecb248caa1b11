import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text, texts } from "@/lib/aws/types/contract"

export const internetGateway = defineType({
  type: "internet_gateway",
  name: "Internet Gateways",
  view: "internet_gateways",
  description: "A VPC's way to the internet",
  category: "Networking",
  icon: { color: "#0369a1", path: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12h8M13 9l3 3-3 3" },
  service: ec2,
  list: {
    operation: "DescribeInternetGateways",
    items: "InternetGateways",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "InternetGatewayId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:internet-gateway/{InternetGatewayId}",
  // It is attached to one VPC at most.
  status: "Attachments[].State",
  vpc: "Attachments[].VpcId",
  properties: {
    vpcs: texts("Attachments[].VpcId", { label: "VPCs", isReference: true }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/vpcconsole/home?region={R}#InternetGateway:internetGatewayId={id}",
})
