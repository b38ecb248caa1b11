import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, items, text, texts } from "@/lib/aws/types/contract"

/** AWS asks the entries of a direction by their numbers, and the first one that fits decides. */
const ENTRY = {
  direction: "Direction",
  rule: "RuleNumber",
  action: "RuleAction",
  protocol: "Protocol",
  network: "CidrBlock | Ipv6CidrBlock",
  from_port: "PortRange.From",
  to_port: "PortRange.To",
  icmp_type: "IcmpTypeCode.Type",
  icmp_code: "IcmpTypeCode.Code",
}

export const networkAcl = defineType({
  type: "network_acl",
  name: "Network ACLs",
  view: "network_acls",
  description: "Rules of subnets, in an order",
  category: "Networking",
  icon: { color: "#912018", path: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6ZM8 9h8M8 12h8M8 15h5" },
  service: ec2,
  list: {
    operation: "DescribeNetworkAcls",
    items: "NetworkAcls",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "NetworkAclId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:network-acl/{NetworkAclId}",
  vpc: "VpcId",
  columns: ["is_default", "subnets"],
  properties: {
    is_default: flag("IsDefault"),
    subnets: texts("Associations[].SubnetId", { isReference: true }),
    entries: items("Entries[]", ENTRY, {
      split: (one) => [{ ...one, Direction: one.Egress ? "outbound" : "inbound" }],
    }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/vpcconsole/home?region={R}#NetworkAclDetails:networkAclId={id}",
})
