import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"

export const transitGateway = defineType({
  type: "transit_gateway",
  name: "Transit Gateways",
  view: "transit_gateways",
  description: "Hubs between networks",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v6M12 15v6M3 12h6M15 12h6" },
  service: ec2,
  list: {
    operation: "DescribeTransitGateways",
    items: "TransitGateways",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "TransitGatewayId",
  owner: "OwnerId",
  arn: "{TransitGatewayArn}",
  arnForm: "ec2:*:*:transit-gateway/(?<id>[^/]+)",
  status: "State",
  // Listed for hours after its end.
  gone: ["deleted"],
  columns: ["asn", "auto_accept", "cidr_blocks", "owner_id"],
  properties: {
    owner_id: text("OwnerId", { label: "Owner" }),
    asn: number("Options.AmazonSideAsn", { label: "ASN" }),
    auto_accept: text("Options.AutoAcceptSharedAttachments", { label: "Accepts shared attachments" }),
    cidr_blocks: texts("Options.TransitGatewayCidrBlocks[]", { label: "CIDR blocks", isAddress: true }),
    default_association: text("Options.DefaultRouteTableAssociation"),
    default_propagation: text("Options.DefaultRouteTablePropagation"),
    description: text("Description"),
    created_at: time("CreationTime", { label: "Created" }),
  },
  console: "/vpcconsole/home?region={R}#TransitGatewayDetails:transitGatewayId={id}",
})
