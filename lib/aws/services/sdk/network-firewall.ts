export {
  DescribeFirewallCommand,
  ListFirewallsCommand,
  NetworkFirewallClient,
  paginateListFirewalls,
} from "@aws-sdk/client-network-firewall"
