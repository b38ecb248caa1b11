import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, time } from "@/lib/aws/types/contract"

export const ec2ReservedInstance = defineType({
  type: "ec2_reserved_instance",
  name: "Reserved Instances",
  view: "ec2_reserved_instances",
  description: "Discounts that were bought in advance",
  category: "Compute",
  icon: { color: "#c2570c", path: "M4 7h16v10H4ZM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4ZM7 10v.01M17 14v.01" },
  service: ec2,
  list: { operation: "DescribeReservedInstances", items: "ReservedInstances" },
  tags: "Tags",
  id: "ReservedInstancesId",
  arn: "arn:{P}:ec2:{R}:{O}:reserved-instances/{ReservedInstancesId}",
  status: "State",
  // They are listed for ever.
  gone: ["retired", "payment-failed", "queued-deleted"],
  properties: {
    instance_type: text("InstanceType", { isIndexed: true }),
    instance_count: number("InstanceCount", { label: "Instances" }),
    ends_at: time("End", { label: "Ends" }),
    offering: text("OfferingType"),
    offering_class: text("OfferingClass"),
    platform: text("ProductDescription"),
    availability_zone: text("AvailabilityZone"),
    tenancy: text("InstanceTenancy"),
    starts_at: time("Start", { label: "Started" }),
  },
  console: "/ec2/home?region={R}#ReservedInstances:reservedInstancesId={id}",
})
