import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, text, texts } from "@/lib/aws/types/contract"

export const vpcEndpointService = defineType({
  type: "vpc_endpoint_service",
  name: "Endpoint Services",
  view: "vpc_endpoint_services",
  description: "What an account offers to other networks",
  category: "Networking",
  icon: { color: "#7a3fc4", path: "M6 12a6 6 0 0 1 12 0M3 12h4M17 12h4M12 12v8M9 20h6" },
  service: ec2,
  // The account's own; DescribeVpcEndpointServices would list AWS's.
  list: {
    operation: "DescribeVpcEndpointServiceConfigurations",
    items: "ServiceConfigurations",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "ServiceId",
  arn: "arn:{P}:ec2:{R}:{O}:vpc-endpoint-service/{ServiceId}",
  status: "ServiceState",
  gone: ["deleted", "failed"],
  properties: {
    service_name: text("ServiceName", { isIndexed: true }),
    acceptance_required: flag("AcceptanceRequired"),
    load_balancers: texts("NetworkLoadBalancerArns[] & GatewayLoadBalancerArns[]", { isReference: true }),
    private_dns_name: text("PrivateDnsName", { label: "Private DNS name" }),
    availability_zones: texts("AvailabilityZones[]"),
    service_types: texts("ServiceType[].ServiceType", { label: "Kinds" }),
    supported_regions: texts("SupportedRegions[].Region"),
  },
  console: "/vpcconsole/home?region={R}#EndpointServiceDetails:serviceId={id}",
})
