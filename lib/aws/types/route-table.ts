import { ec2 } from "@/lib/aws/services/ec2"
import { any, defineType, items, text, texts } from "@/lib/aws/types/contract"

/** A route by where it leads. An instance's route names its interface, too, and its owner's account, which is no target. */
const ROUTE = {
  destination: "DestinationCidrBlock | DestinationIpv6CidrBlock | DestinationPrefixListId",
  target:
    "GatewayId | NatGatewayId | TransitGatewayId | VpcPeeringConnectionId | NetworkInterfaceId | " +
    "EgressOnlyInternetGatewayId | CarrierGatewayId | LocalGatewayId | CoreNetworkArn",
  state: "State",
}

const isPropagated = ({ Origin }: Record<string, unknown>) => Origin === "EnableVgwRoutePropagation"

export const routeTable = defineType({
  type: "route_table",
  name: "Route Tables",
  view: "route_tables",
  description: "Where a subnet's traffic goes",
  category: "Networking",
  icon: { color: "#3538cd", path: "M5 19V9a4 4 0 0 1 4-4h10M16 2l3 3-3 3M12 12h7M16 9l3 3-3 3" },
  service: ec2,
  list: {
    operation: "DescribeRouteTables",
    items: "RouteTables",
    size: { member: "MaxResults", most: 100, fewest: 5 },
  },
  tags: "Tags",
  id: "RouteTableId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:route-table/{RouteTableId}",
  vpc: "VpcId",
  properties: {
    is_main: any("Associations[].Main", { label: "Main" }),
    subnets: texts("Associations[].SubnetId", { isReference: true }),
    routes: items("Routes[]", ROUTE, { split: (route) => (isPropagated(route) ? [] : [route]) }),
    // A gateway announces and withdraws these by itself.
    propagated_routes: items("Routes[]", ROUTE, {
      split: (route) => (isPropagated(route) ? [route] : []),
      isVolatile: true,
    }),
    gateways: texts("Routes[].GatewayId", { isReference: true }),
    nat_gateways: texts("Routes[].NatGatewayId", { label: "NAT gateways", isReference: true }),
    transit_gateways: texts("Routes[].TransitGatewayId", { isReference: true }),
    peerings: texts("Routes[].VpcPeeringConnectionId", { isReference: true }),
    network_interfaces: texts("Routes[].NetworkInterfaceId", { isReference: true }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/vpcconsole/home?region={R}#RouteTableDetails:RouteTableId={id}",
})
