import { ec2 } from "@/lib/aws/services/ec2"
import { any, defineType, items, text, texts } from "@/lib/aws/types/contract"

/** A route by where it leads. An instance's route names its interface, too, and its owner's account, which is no target. */
const ROUTE = {
  destination: "DestinationCidrBlock | DestinationIpv6CidrBlock | DestinationPrefixListId",
  target:
    "GatewayId | NatGatewayId | TransitGatewayId | VpcPeeringConnectionId | NetworkInterfaceId | " +
    "EgressOnlyInternetGatewayId | CarrierGatewayId | LocalGatewayId | CoreNetworkArn | OdbNetworkArn",
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
    associations: items(
      "Associations[]",
      { subnet: "SubnetId", gateway: "GatewayId", state: "AssociationState.State" },
      { isReference: true },
    ),
    // Those that a gateway announces come and go by themselves.
    routes: items("Routes[]", ROUTE, { split: (route) => (isPropagated(route) ? [] : [route]), isReference: true }),
    propagating_gateways: texts("PropagatingVgws[].GatewayId", { isReference: true }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  console: "/vpcconsole/home?region={R}#RouteTableDetails:RouteTableId={id}",
})
