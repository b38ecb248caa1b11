import type { Service } from "@/lib/aws/types/contract"

export const networkFirewall: Service = {
  name: "Network Firewall",
  prefix: "network-firewall",
  client: "NetworkFirewallClient",
  package: "@aws-sdk/client-network-firewall",
  sdk: () => import("@/lib/aws/services/sdk/network-firewall"),
}
