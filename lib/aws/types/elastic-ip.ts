import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, text } from "@/lib/aws/types/contract"

export const elasticIp = defineType({
  type: "elastic_ip",
  name: "Elastic IPs",
  view: "elastic_ips",
  description: "Public addresses that an account keeps",
  category: "Networking",
  icon: {
    color: "#7a5af8",
    path: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
  },
  service: ec2,
  list: { operation: "DescribeAddresses", items: "Addresses" },
  tags: "Tags",
  id: "AllocationId",
  arn: "arn:{P}:ec2:{R}:{O}:elastic-ip/{AllocationId}",
  subnet: "SubnetId",
  privateIp: "PrivateIpAddress",
  publicIp: "PublicIp",
  columns: ["public_ip", "instance", "network_interface", "managed_by"],
  properties: {
    instance: text("InstanceId", { isReference: true }),
    network_interface: text("NetworkInterfaceId", { to: { account: "network_interface_owner_id" } }),
    network_interface_owner_id: text("NetworkInterfaceOwnerId", { label: "Owner of the interface" }),
    association_id: text("AssociationId", { label: "Association" }),
    public_ipv4_pool: text("PublicIpv4Pool", { label: "Address pool" }),
    network_border_group: text("NetworkBorderGroup"),
    managed_by: text("ServiceManaged"),
  },
  managedWhen: [{ property: "managed_by" }],
  console: "/ec2/home?region={R}#ElasticIpDetails:AllocationId={id}",
})
