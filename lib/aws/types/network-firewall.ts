import { networkFirewall as service } from "@/lib/aws/services/network-firewall"
import { defineType, flag, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const networkFirewall = defineType({
  type: "network_firewall",
  name: "Network Firewalls",
  view: "network_firewalls",
  description: "Filters for a VPC's traffic",
  category: "Networking",
  icon: icons.wall,
  service,
  list: { operation: "ListFirewalls", items: "Firewalls", size: { member: "MaxResults", most: 100, fewest: 1 } },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      ...{ operation: "DescribeFirewall", input: { FirewallName: "{FirewallName}" }, as: "Described" },
    },
  ],
  tags: "Described.Firewall.Tags",
  id: "FirewallName",
  title: "FirewallName",
  arn: "{FirewallArn}",
  arnForm: "network-firewall:*:*:firewall/(?<id>.+)",
  status: "Described.FirewallStatus.Status",
  vpc: "Described.Firewall.VpcId",
  properties: {
    policy: text("Described.Firewall.FirewallPolicyArn"),
    subnets: texts("Described.Firewall.SubnetMappings[].SubnetId", { isReference: true }),
    delete_protection: flag("Described.Firewall.DeleteProtection"),
    policy_protection: flag("Described.Firewall.FirewallPolicyChangeProtection"),
    description: text("Described.Firewall.Description"),
  },
  console: "/vpcconsole/home?region={R}#NetworkFirewallDetails:arn={arn}",
})
