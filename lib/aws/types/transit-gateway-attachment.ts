import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text, time } from "@/lib/aws/types/contract"

export const transitGatewayAttachment = defineType({
  type: "transit_gateway_attachment",
  name: "Transit Gateway Attachments",
  view: "transit_gateway_attachments",
  description: "What a transit gateway connects",
  category: "Networking",
  icon: { color: "#026aa2", path: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v6M12 15v6M3 12h6M15 12h6" },
  service: ec2,
  list: {
    operation: "DescribeTransitGatewayAttachments",
    items: "TransitGatewayAttachments",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "TransitGatewayAttachmentId",
  arn: "arn:{P}:ec2:{R}:{O}:transit-gateway-attachment/{TransitGatewayAttachmentId}",
  status: "State",
  gone: ["deleted", "rejected", "failed"],
  columns: ["attached_type", "attached_resource", "transit_gateway", "association_state"],
  properties: {
    attached_type: text("ResourceType", { isIndexed: true }),
    attached_resource: text("ResourceId", { to: { account: "attached_owner_id" } }),
    attached_owner_id: text("ResourceOwnerId", { label: "Owner of the attached resource" }),
    transit_gateway: text("TransitGatewayId", { to: { account: "transit_gateway_owner_id" } }),
    transit_gateway_owner_id: text("TransitGatewayOwnerId", { label: "Owner of the gateway" }),
    route_table: text("Association.TransitGatewayRouteTableId", { isReference: true }),
    association_state: text("Association.State"),
    created_at: time("CreationTime", { label: "Created" }),
  },
  console: "/vpcconsole/home?region={R}#TransitGatewayAttachmentDetails:transitGatewayAttachmentId={id}",
})
