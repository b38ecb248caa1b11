import { ec2 } from "@/lib/aws/services/ec2"
import { defineType, number, text, time } from "@/lib/aws/types/contract"

export const ec2CapacityReservation = defineType({
  type: "ec2_capacity_reservation",
  name: "Capacity Reservations",
  view: "ec2_capacity_reservations",
  description: "Capacity for instances, reserved and paid for",
  category: "Compute",
  icon: { color: "#c2570c", path: "M5 4h14v16H5ZM9 2v4M15 2v4M8 11h8M8 15h5" },
  service: ec2,
  list: {
    operation: "DescribeCapacityReservations",
    items: "CapacityReservations",
    size: { member: "MaxResults", most: 1000, fewest: 1 },
  },
  tags: "Tags",
  id: "CapacityReservationId",
  owner: "OwnerId",
  arn: "{CapacityReservationArn}",
  arnForm: "ec2:*:*:capacity-reservation/(?<id>.+)",
  status: "State",
  gone: ["cancelled", "expired", "failed", "payment-failed", "unsupported"],
  properties: {
    instance_type: text("InstanceType", { isIndexed: true }),
    instance_count: number("TotalInstanceCount", { label: "Instances" }),
    available: number("AvailableInstanceCount", { isVolatile: true }),
    ends_at: time("EndDate", { label: "Ends" }),
    availability_zone: text("AvailabilityZone"),
    match: text("InstanceMatchCriteria", { label: "Used by" }),
    platform: text("InstancePlatform"),
    tenancy: text("Tenancy"),
    owner_id: text("OwnerId", { label: "Owner" }),
    created_at: time("CreateDate", { label: "Created" }),
  },
  console: "/ec2/home?region={R}#CapacityReservationDetails:crId={id}",
})
