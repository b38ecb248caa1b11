import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, texts, time } from "@/lib/aws/types/contract"

export const ec2Host = defineType({
  type: "ec2_host",
  name: "Dedicated Hosts",
  view: "ec2_hosts",
  description: "Whole machines for one account",
  category: "Compute",
  icon: { color: "#c2570c", path: "M4 4h16v6H4ZM4 14h16v6H4ZM8 7h.01M8 17h.01" },
  service: ec2,
  list: { operation: "DescribeHosts", items: "Hosts", size: { member: "MaxResults", most: 500, fewest: 5 } },
  tags: "Tags",
  id: "HostId",
  owner: "OwnerId",
  arn: "arn:{P}:ec2:{R}:{O}:dedicated-host/{HostId}",
  status: "State",
  gone: ["released", "released-permanent-failure"],
  properties: {
    instance_family: text("HostProperties.InstanceFamily"),
    available: number("AvailableCapacity.AvailableVCpus", { label: "Free vCPUs", isVolatile: true }),
    availability_zone: text("AvailabilityZone"),
    instances: texts("Instances[].InstanceId", { isVolatile: true, isReference: true }),
    auto_placement: text("AutoPlacement"),
    host_recovery: text("HostRecovery"),
    owner_id: text("OwnerId", { label: "Owner" }),
    allocated_at: time("AllocationTime", { label: "Allocated" }),
  },
  console: "/ec2/home?region={R}#HostDetails:hostId={id}",
})
