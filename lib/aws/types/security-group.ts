import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, items, text, texts } from "@/lib/aws/types/contract"

/** A rule of one source or destination each. Ports are absent where the protocol has none, and -1 covers all. */
const RULE = {
  protocol: "IpProtocol",
  from_port: "FromPort",
  to_port: "ToPort",
  peer: "CidrIp | CidrIpv6 | GroupId | PrefixListId",
  peer_account: "UserId",
  peering: "VpcPeeringConnectionId",
  peering_status: "PeeringStatus",
  description: "Description",
}

const PEERS = ["IpRanges", "Ipv6Ranges", "UserIdGroupPairs", "PrefixListIds"]

/** AWS groups the peers of one protocol and port range, in any order. */
function byPeer(permission: Record<string, unknown>): Record<string, unknown>[] {
  const { IpProtocol, FromPort, ToPort } = permission
  const all: Record<string, unknown>[] = []
  for (const name of PEERS)
    for (const peer of (permission[name] ?? []) as object[]) all.push({ IpProtocol, FromPort, ToPort, ...peer })
  return all
}

export const securityGroup = defineType({
  type: "security_group",
  name: "Security Groups",
  view: "security_groups",
  description: "Rules for who may connect",
  category: "Networking",
  icon: { color: "#b42318", path: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6ZM9 12l2 2 4-4" },
  service: ec2,
  list: {
    operation: "DescribeSecurityGroups",
    items: "SecurityGroups",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "GroupId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:security-group/{GroupId}",
  title: "GroupName",
  vpc: "VpcId",
  columns: ["description", "ingress_groups"],
  properties: {
    description: text("Description"),
    ingress: items("IpPermissions[]", RULE, { split: byPeer }),
    egress: items("IpPermissionsEgress[]", RULE, { split: byPeer }),
    ingress_groups: texts("IpPermissions[].UserIdGroupPairs[].GroupId", { isReference: true }),
    egress_groups: texts("IpPermissionsEgress[].UserIdGroupPairs[].GroupId", { isReference: true }),
    ingress_prefix_lists: texts("IpPermissions[].PrefixListIds[].PrefixListId", { isReference: true }),
    egress_prefix_lists: texts("IpPermissionsEgress[].PrefixListIds[].PrefixListId", { isReference: true }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/ec2/home?region={R}#SecurityGroup:groupId={id}",
})
