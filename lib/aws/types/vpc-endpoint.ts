import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, flag, text, texts, time } from "@/lib/aws/types/contract"

export const vpcEndpoint = defineType({
  type: "vpc_endpoint",
  name: "VPC Endpoints",
  view: "vpc_endpoints",
  description: "A VPC's private ways to services",
  category: "Networking",
  icon: { color: "#107569", path: "M9 3v6M15 3v6M6 9h12v3a6 6 0 0 1-12 0ZM12 18v3" },
  service: ec2,
  list: {
    operation: "DescribeVpcEndpoints",
    items: "VpcEndpoints",
    size: { member: "MaxResults", most: 1000, fewest: 5 },
  },
  tags: "Tags",
  id: "VpcEndpointId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:vpc-endpoint/{VpcEndpointId}",
  status: "State",
  gone: ["deleted"],
  vpc: "VpcId",
  properties: {
    endpoint_type: text("VpcEndpointType", { isIndexed: true }),
    service_name: text("ServiceName", { isIndexed: true }),
    private_dns: flag("PrivateDnsEnabled", { label: "Private DNS" }),
    subnets: texts("SubnetIds[]", { isReference: true }),
    route_tables: texts("RouteTableIds[]", { isReference: true }),
    security_groups: texts("Groups[].GroupId", { isReference: true }),
    network_interfaces: texts("NetworkInterfaceIds[]", { isReference: true }),
    requester_managed: flag("RequesterManaged", { label: "Managed by its requester" }),
    created_at: time("CreationTimestamp", { label: "Created" }),
    owner_id: text("OwnerId", { label: "Owner" }),
  },
  managedWhen: [{ property: "requester_managed", is: [true] }],
  console: "/vpcconsole/home?region={R}#EndpointDetails:vpcEndpointId={id}",
})
