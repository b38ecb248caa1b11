import { transfer } from "@/lib/aws/services/transfer"
import { defineType, flag, number, text, texts } from "@/lib/aws/types/contract"
import { icons } from "@/lib/aws/types/icons"

export const transferServer = defineType({
  type: "transfer_server",
  name: "Transfer Servers",
  view: "transfer_servers",
  description: "SFTP, FTPS and AS2",
  category: "Storage",
  icon: icons.swap,
  service: transfer,
  list: { operation: "ListServers", items: "Servers", size: { member: "MaxResults", most: 1000, fewest: 1 } },
  details: [
    {
      gone: /^ResourceNotFoundException/,
      ...{ operation: "DescribeServer", input: { ServerId: "{ServerId}" }, item: "Server", as: "Server" },
    },
  ],
  tags: "Server.Tags",
  id: "ServerId",
  arn: "{Arn}",
  arnForm: "transfer:*:*:server/(?<id>.+)",
  status: "State",
  vpc: "Server.EndpointDetails.VpcId",
  properties: {
    protocols: texts("Server.Protocols[]"),
    endpoint_kind: text("EndpointType"),
    // In a VPC, an Elastic IP lets the internet in.
    internet_facing: flag("EndpointType & Server.EndpointDetails.AddressAllocationIds[]", {
      via: ([kind, address]) => (kind === undefined ? null : kind === "PUBLIC" || address !== undefined),
    }),
    users: number("UserCount", { isVolatile: true }),
    identity_provider: text("IdentityProviderType"),
    security_policy: text("Server.SecurityPolicyName"),
    role: text("LoggingRole", { isReference: true }),
    certificate: text("Server.Certificate", { isReference: true }),
    subnets: texts("Server.EndpointDetails.SubnetIds[]", { isReference: true }),
    vpc_endpoint: text("Server.EndpointDetails.VpcEndpointId", { label: "VPC endpoint", isReference: true }),
    elastic_ips: texts("Server.EndpointDetails.AddressAllocationIds[]", { label: "Elastic IPs", isReference: true }),
  },
  publicWhen: { property: "internet_facing", is: true },
  console: "/transfer/home?region={R}#/servers/{id}",
})
