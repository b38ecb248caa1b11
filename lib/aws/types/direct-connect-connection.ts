import { directConnect } from "@/lib/aws/services/direct-connect"
import { defineType, flag, number, text } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const directConnectConnection = defineType({
  type: "direct_connect_connection",
  name: "Direct Connect Connections",
  view: "direct_connect_connections",
  description: "Lines from a data centre to AWS",
  category: "Networking",
  icon: icons.plug,
  service: directConnect,
  list: {
    ...{ operation: "DescribeConnections", items: "connections" },
    next: { member: "nextToken", from: "nextToken" },
  },
  tags: "tags",
  id: "connectionId",
  title: "connectionName",
  arn: "arn:{P}:directconnect:{R}:{O}:dxcon/{connectionId}",
  owner: "ownerAccount",
  status: "connectionState",
  gone: ["deleted", "rejected"],
  properties: {
    bandwidth: text("bandwidth"),
    place: text("location", { label: "Location" }),
    partner: text("partnerName"),
    vlan: number("vlan", { label: "VLAN" }),
    encryption: text("encryptionMode"),
    port_encryption: text("portEncryptionStatus"),
    jumbo_frames: flag("jumboFrameCapable"),
    device: text("awsDeviceV2"),
    lag: text("lagId", { label: "LAG" }),
  },
  console: "/directconnect/v2/home?region={R}#/connections/{id}",
})
